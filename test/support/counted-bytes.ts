/** In place of random bytes for ids: the first time 1, then 2, and so on, so that no two ids are the same and each run makes the same ones. */
export function countedBytes(): (count: number) => Uint8Array {
  let calls = 0
  return (count) => {
    const bytes = new Uint8Array(count)
    new DataView(bytes.buffer).setUint32(count - 4, ++calls)
    return bytes
  }
}
