import type { Worker } from 'node:worker_threads'

/** How often an invocation that goes on is looked at. Most are over sooner, and cost nothing. */
const lookEveryMs = 100

/** Watches one invocation. */
export interface MemoryWatch {
  /** @param heapBytes at the end of the invocation. @returns whether it holds more than its function may have. */
  isOver(heapBytes: number): boolean
  end(): void
}

/**
 * Holds an invocation to the memory of its function, in a thread whose heap may grow further because functions with more memory are
 * there, too. What the thread held before, it held for other functions: only what is added counts.
 * @param onOver called at most once, while the invocation runs.
 */
export function watchMemory(
  thread: Pick<Worker, 'getHeapStatistics'>,
  { memoryMb, heapBytesBefore }: { memoryMb: number; heapBytesBefore: number },
  onOver: () => void,
): MemoryWatch {
  let isEnded = false
  const isOver = (heapBytes: number) => heapBytes - heapBytesBefore > memoryMb * 2 ** 20
  const end = () => {
    isEnded = true
    clearInterval(timer)
  }
  const look = async () => {
    // A thread that has just ended has no statistics.
    const statistics = await thread.getHeapStatistics().catch(() => undefined)
    if (isEnded || !statistics || !isOver(statistics.used_heap_size)) return
    end()
    onOver()
  }
  const timer = setInterval(look, lookEveryMs)
  return { isOver, end }
}
