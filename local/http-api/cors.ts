import type { IncomingMessage } from 'node:http'

/**
 * What API Gateway documents of CORS
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html), and thus what happens here:
 *
 * - It answers a preflight by itself "even if there isn't an OPTIONS route configured". Where a route does take OPTIONS,
 *   as `$default` takes everything, that route's authorizer is asked first: so AWS advises a route `OPTIONS /{proxy+}`
 *   without one, with an integration, whose status is the preflight's.
 * - "For a CORS request, API Gateway adds the configured CORS headers to the response from an integration", and "ignores
 *   CORS headers returned from your backend integration". Its own refusals get none.
 * - "To return CORS headers, your request must contain an origin header. For the OPTIONS method, your request must contain
 *   an origin header and an Access-Control-Request-Method header."
 */
export interface CorsConfiguration {
  AllowOrigins?: string[]
  AllowMethods?: string[]
  AllowHeaders?: string[]
  ExposeHeaders?: string[]
  /** Seconds. */
  MaxAge?: number
  AllowCredentials?: boolean
}

type Request = Pick<IncomingMessage, 'method' | 'headers'>

export const isPreflight = ({ method, headers }: Request): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined

/** The headers of an answer; none to a request of an origin that is not allowed, or of none. */
export function corsHeaders(configuration: CorsConfiguration, request: Request): Record<string, string> {
  const { origin } = request.headers
  const preflight = isPreflight(request)
  if (!origin || (request.method === 'OPTIONS' && !preflight)) return {}
  const { AllowOrigins = [], AllowMethods, AllowHeaders, ExposeHeaders, MaxAge, AllowCredentials } = configuration
  const allowed = AllowOrigins.find((pattern) => pattern === '*' || matchesOrigin(pattern, origin))
  if (!allowed) return {}
  return {
    'access-control-allow-origin': allowed === '*' ? '*' : origin,
    ...(allowed !== '*' && { vary: 'Origin' }),
    ...(AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(ExposeHeaders && { 'access-control-expose-headers': ExposeHeaders.join(',') }),
    ...(preflight && AllowMethods && { 'access-control-allow-methods': AllowMethods.join(',') }),
    ...(preflight && AllowHeaders && { 'access-control-allow-headers': AllowHeaders.join(',') }),
    ...(preflight && MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
  }
}

type Headers = Record<string, string | string[]>

/** The function's answer, with the configured CORS headers in place of its own. */
export function withCorsHeaders(headers: Headers, configuration: CorsConfiguration, request: Request): Headers {
  const others = Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('access-control-'))
  return { ...Object.fromEntries(others), ...corsHeaders(configuration, request) }
}

/** `https://*` and `http://*` stand for every origin of that scheme. */
function matchesOrigin(pattern: string, origin: string): boolean {
  return pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin
}
