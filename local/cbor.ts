import { createRequire } from 'node:module'

type Codec = Pick<typeof import('@smithy/core/cbor'), 'cbor' | 'dateToTag'>

const require = createRequire(import.meta.url)
let codec: Codec | undefined

/** What reads and writes CBOR. Loaded for the first request that is written in it: it brings 400 KB of the SDK along, and no start needs it. */
export function cborCodec(): Codec {
  codec ??= require('@smithy/core/cbor') as Codec
  return codec
}
