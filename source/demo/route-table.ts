/** Finds the route of a request: exact paths first, then those ending in a `:parameter`. */
export class RouteTable<Route extends {readonly method: string; readonly path: string}> {
  readonly #exact = new Map<string, Route>();
  /** By method and everything up to the last slash. */
  readonly #withParameter = new Map<string, Route>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const parameterAt = route.path.indexOf('/:');
      if (parameterAt === -1) this.#exact.set(`${route.method} ${route.path}`, route);
      else this.#withParameter.set(`${route.method} ${route.path.slice(0, parameterAt)}`, route);
    }
  }

  match(method: string, path: string): Route | undefined {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact !== undefined) return exact;
    const lastSlash = path.lastIndexOf('/');
    if (lastSlash <= 0 || lastSlash === path.length - 1) return undefined;
    return this.#withParameter.get(`${method} ${path.slice(0, lastSlash)}`);
  }
}
