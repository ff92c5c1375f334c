/**
 * - `open`: somebody has to look.
 * - `acknowledged`: somebody is looking.
 * - `resolved`: the fault is mended. The issue opens again by itself as soon as a letter of it fails after that decision.
 * - `ignored`: the fault is known and to be left alone; this concerns this consumer and this fingerprint only.
 */
export type IssueState = 'open' | 'acknowledged' | 'resolved' | 'ignored'
