/**
 * - `open`: somebody has to look.
 * - `acknowledged`: somebody does.
 * - `resolved`: mended. It opens again by itself as soon as a letter of it fails later than that.
 * - `ignored`: known, and to be left alone; of this consumer and this fingerprint only.
 */
export type IssueState = 'open' | 'acknowledged' | 'resolved' | 'ignored'
