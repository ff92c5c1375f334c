/**
 * Share of invocations that X-Ray records: Lambda's own sampling, "1 request per second and 5 percent of additional requests".
 * The one per second of each function is left out: it is $13 a month at most, and nothing where little happens.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export const TRACED_SHARE = 0.05
