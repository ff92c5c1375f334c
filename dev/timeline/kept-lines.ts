type ReadLine = (line: string, at: number) => void

/**
 * Keeps the log lines of functions until there is somebody to read them. Lines may come before the timeline knows the declared consumers:
 * with `--data`, messages of an earlier run are delivered at once.
 * @returns gives the kept lines to the reader, in their order and with their times, and every later one as it comes.
 */
export function keepLines(
  onLog: (listener: (functionName: string, line: string) => void) => void,
  now: () => number = Date.now,
): (read: ReadLine) => void {
  const kept: Parameters<ReadLine>[] = []
  let reader: ReadLine = (...line) => void kept.push(line)
  onLog((_function, line) => reader(line, now()))
  return (read) => {
    reader = read
    for (const line of kept.splice(0)) read(...line)
  }
}
