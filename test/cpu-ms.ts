/** Processor time this process has had so far: what a busy machine does not make longer by letting it wait. */
export function cpuMs(): number {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}
