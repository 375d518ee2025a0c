import type {Redirect} from '../iteration/redirect.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import type {RequestOp} from './request-op.ts';
import type {RequestFill} from './transports/transport.ts';

/** What one lane's request says beside what was prepared; kept for the redirects that may follow. */
class Fill implements RequestFill {
  method = '';
  path = '';
  headers: (readonly [string, string])[] = [];
  body: string | null = null;
}

const cookieHeader = 'cookie';

/** Writes what is not the same in every sending of a request: templates, cookies, redirects. One fill per lane, reused. */
export class RequestFiller {
  readonly #secure: boolean;
  readonly #wallMs: () => number;
  readonly #fills: (Fill | undefined)[] = [];
  #made = 0;

  /**
   * @param secure requests go over TLS
   * @param wallMs wall clock: cookies expire by it
   */
  constructor(secure: boolean, wallMs: () => number) {
    this.#secure = secure;
    this.#wallMs = wallMs;
  }

  /** Fills made so far, for tests of what a request costs. */
  get made(): number {
    return this.#made;
  }

  /**
   * Null: the request can be sent as prepared.
   * @throws FlowError when a template has no value
   */
  fill(slot: number, op: RequestOp, context: VuContext): RequestFill | null {
    const cookie = op.isStatic ? this.#cookie(op.staticPath!, context) : null;
    if (op.isStatic && cookie === null) return null;
    const fill = this.#of(slot);
    fill.method = op.method;
    fill.path = op.path.write(context);
    fill.headers.length = 0;
    for (const [name, value] of op.headers) fill.headers.push([name, value.write(context)]);
    fill.body = op.body === null ? null : op.body.write(context);
    this.#addCookies(fill, op, context, op.isStatic ? cookie : this.#cookie(fill.path, context));
    return fill;
  }

  /**
   * The next hop of the request that `slot` sent last.
   * @param isFilled it was sent with a fill
   * @param context null: the user has none
   */
  redirect(slot: number, op: RequestOp, to: Redirect, isFilled: boolean, context: VuContext | null): RequestFill {
    const fill = this.#of(slot);
    if (!isFilled) {
      // It was sent as prepared: it has no templates.
      fill.headers.length = 0;
      fill.body = op.staticBody;
    }
    fill.method = to.method;
    fill.path = to.path;
    fill.headers = fill.headers.filter(
      ([name]) => name !== cookieHeader && (to.keepsBody || !name.toLowerCase().startsWith('content-')),
    );
    if (!to.keepsBody) fill.body = null;
    if (context !== null) this.#addCookies(fill, op, context, this.#cookie(to.path, context));
    return fill;
  }

  /** The path `slot` asked for last. */
  pathOf(slot: number): string {
    return this.#fills[slot]?.path ?? '';
  }

  /** The method of the redirect `slot` followed last. */
  methodOf(slot: number): string {
    return this.#fills[slot]?.method ?? '';
  }

  #cookie(path: string, {cookies}: VuContext): string | null {
    if (cookies === null || cookies.isEmpty) return null;
    return cookies.header(path, this.#secure, this.#wallMs());
  }

  #addCookies(fill: Fill, op: RequestOp, context: VuContext, jar: string | null): void {
    const own = op.cookie === null || (jar === null && op.cookie.isStatic) ? '' : op.cookie.write(context);
    if (jar === null && own === '') return;
    fill.headers.push([cookieHeader, jar === null ? own : own === '' ? jar : `${own}; ${jar}`]);
  }

  #of(slot: number): Fill {
    let fill = this.#fills[slot];
    if (fill === undefined) {
      this.#made++;
      fill = new Fill();
      this.#fills[slot] = fill;
    }
    return fill;
  }
}
