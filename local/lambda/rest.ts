/** A message is on its way from one function to the next for less than this. */
const restMs = 5

/** Knows whether any function has something to do. */
export interface Rest {
  /** Counts the work until it has settled. */
  until<Result>(work: Promise<Result>): Promise<Result>
  /** Resolves once nothing is under way and nothing has been for a moment, or when `signal` aborts. */
  reached(signal: AbortSignal): Promise<void>
}

export function createRest(): Rest {
  const waiting = new Set<() => void>()
  let running = 0
  let timer: NodeJS.Timeout | undefined

  function begin() {
    running += 1
    clearTimeout(timer)
    timer = undefined
  }

  function end() {
    running -= 1
    awaitRest()
  }

  function awaitRest() {
    if (running > 0 || waiting.size === 0 || timer) return
    timer = setTimeout(() => {
      timer = undefined
      for (const resolve of waiting) resolve()
    }, restMs)
  }

  return {
    until(work) {
      begin()
      return work.finally(end)
    },
    reached(signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          if (waiting.size === 0) clearTimeout(timer)
          if (waiting.size === 0) timer = undefined
          resolve()
        }
        waiting.add(done)
        signal.addEventListener('abort', done, { once: true })
        awaitRest()
      })
    },
  }
}
