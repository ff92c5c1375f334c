import { ServiceError } from '../endpoint/service-error.ts'
import type { TokenAuthority, TokenRules } from './token-authority.ts'

const DEFAULT_SECONDS = 3600
const MAX_SECONDS = 86_400

/**
 * A token for trying out, with whatever claims the query names: `?customer_id=cust_ada`, `?scope=operator`. `expires_in`
 * is its life in seconds, 1 to 86,400, by default 3,600.
 */
export const tokenPage =
  (authority: TokenAuthority, rules: () => TokenRules | undefined) => async (query: URLSearchParams) => {
    const asked = rules()
    if (!asked) throw new ServiceError('NoTokens', 'No route of this stack takes tokens.', 404)
    const { expires_in = String(DEFAULT_SECONDS), ...claims } = Object.fromEntries(query)
    const seconds = Number(expires_in)
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS) {
      throw new ServiceError('BadRequest', `expires_in is "${expires_in}", allowed are 1 to ${MAX_SECONDS} seconds.`)
    }
    return {
      access_token: await authority.issue(claims, asked, seconds),
      token_type: 'Bearer',
      expires_in: seconds,
    }
  }
