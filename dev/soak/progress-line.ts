/** One line that is rewritten on a terminal, and printed only now and then elsewhere. An empty text ends it. */
export function progressLine(stream: NodeJS.WriteStream): (text: string) => void {
  let printedAt = 0
  return (text) => {
    if (stream.isTTY) {
      stream.write(`\r${text}\u001b[K`)
      return
    }
    const now = performance.now()
    if (text === '' || now - printedAt < 5_000) return
    printedAt = now
    stream.write(`${text}\n`)
  }
}
