/** Ids of new traces and spans: random, as W3C Trace Context asks. */
export interface TraceIds {
  /** 32 hexadecimal digits. */
  trace(): string
  /** 16 hexadecimal digits. */
  span(): string
}

/** @param randomBytes returns that many random bytes. */
export function createTraceIds(randomBytes: (count: number) => Uint8Array): TraceIds {
  const digits = (count: number) => Buffer.from(randomBytes(count)).toString('hex')
  return { trace: () => digits(16), span: () => digits(8) }
}
