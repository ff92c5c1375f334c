import type { IncomingMessage } from 'node:http'

/** Why a request is refused; the text is for whoever looks at the network tab. */
export interface Refusal {
  readonly status: 403 | 421
  readonly reason: string
}

/** The page's own script sends its key in it. A form or an image of another site cannot, and its script would have to ask first. */
export const OWN_HEADER = 'x-console'

/** Addresses under which the console may be asked, and no other. */
const ownHosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`]

/**
 * Keeps other sites out that the operator's browser has open.
 *
 * - `Host` is ours: a name of somebody else that was made to point to 127.0.0.1 (DNS rebinding) is refused, whatever is asked.
 * - `Origin`, where a browser sends one, is the host that was asked: a page on another port of this machine is refused, too,
 *   though its cookies are the same.
 * - What is asked of the API has a header that only our own script sends (see {@link OWN_HEADER}).
 */
export function refusalOf(request: IncomingMessage, port: number, isApi: boolean): Refusal | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers
  if (!ownHosts(port).includes(host)) return { status: 421, reason: 'This is not the host of the console.' }
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, reason: 'Asked by another origin.' }
  if (!isApi) return undefined
  if (site !== undefined && site !== 'same-origin') return { status: 403, reason: 'Asked by another site.' }
  if (request.headers[OWN_HEADER] === undefined) return { status: 403, reason: `Asked without ${OWN_HEADER}.` }
  return undefined
}
