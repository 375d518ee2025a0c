import process from 'node:process';

/**
 * Stops the foreground job as the terminal's own ^Z would (the whole process group: a parent like npm has to stop too
 * for the shell to come back) and resolves when it runs again. A group without a job-controlling shell is not stopped
 * by the kernel, and no SIGCONT comes: then a short timer ends the wait.
 */
export function stopProcess(): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      process.off('SIGCONT', wake);
      resolve();
    };
    process.on('SIGCONT', wake);
    const timer = setTimeout(wake, 300);
    process.kill(0, 'SIGTSTP');
  });
}
