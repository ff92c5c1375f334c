import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, ask, type Input } from './api.ts'
import { type Pace, Pacing } from './pacing.ts'

export interface Live<Data> {
  readonly data: Data | undefined
  /** Error of the last look, if that failed; the data of the look before stays. */
  readonly error: Error | undefined
  /** When the data was read, epoch milliseconds. */
  readonly readAt: number | undefined
  /** Since when a look is under way, epoch milliseconds. */
  readonly readingSince: number | undefined
  /** Seconds until the next look, as long as nothing changes. */
  readonly everySeconds: number
  readonly refresh: () => void
}

/** With the local runtime a look costs nothing. */
export const isLocal = { value: false }

/**
 * Looks again and again: slower while nothing changes, as at first when somebody touches the page, and not at all in a tab
 * that nobody sees.
 */
export function useLive<Data>(operation: string, input: Input, pace: Pace): Live<Data> {
  const { everySeconds, idleSeconds, isWithinBudget = false } = pace
  const [state, setState] = useState<Omit<Live<Data>, 'refresh'>>(() => nothing(everySeconds))
  const look = useRef<() => void>(() => undefined)
  const key = JSON.stringify(input)

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const pacing = new Pacing({ everySeconds, idleSeconds, isWithinBudget })
    let before = ''
    let isReading = false
    setState(nothing(everySeconds))

    const later = () => {
      clearTimeout(timer)
      const { waitSeconds } = pacing
      if (!stop.signal.aborted && Number.isFinite(waitSeconds)) timer = setTimeout(read, waitSeconds * 1000)
    }
    const read = async () => {
      clearTimeout(timer)
      if (isReading || document.hidden || stop.signal.aborted) return
      isReading = true
      setState((old) => ({ ...old, readingSince: Date.now() }))
      try {
        const { text, usd } = await ask(operation, JSON.parse(key) as Input, stop.signal)
        if (stop.signal.aborted) return
        const now = withoutTime(text)
        pacing.looked({ isSame: now === before, usd: isLocal.value ? 0 : usd })
        before = now
        const data = JSON.parse(text) as Data
        const { waitSeconds } = pacing
        setState({ data, error: undefined, readAt: Date.now(), readingSince: undefined, everySeconds: waitSeconds })
      } catch (error) {
        if (stop.signal.aborted) return
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500
        // A request that is made only once is not repeated after it was refused.
        pacing.failed(isRefused && !Number.isFinite(everySeconds))
        const { waitSeconds } = pacing
        setState((old) => ({ ...old, error: error as Error, readingSince: undefined, everySeconds: waitSeconds }))
      } finally {
        isReading = false
        later()
      }
    }
    const onSeen = () => {
      if (!document.hidden && (Number.isFinite(everySeconds) || before === '')) void read()
    }
    const onTouch = () => {
      if (pacing.touched()) later()
    }
    look.current = () => void read()
    document.addEventListener('visibilitychange', onSeen)
    document.addEventListener('pointerdown', onTouch)
    document.addEventListener('keydown', onTouch)
    void read()
    return () => {
      stop.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onSeen)
      document.removeEventListener('pointerdown', onTouch)
      document.removeEventListener('keydown', onTouch)
    }
  }, [operation, key, everySeconds, idleSeconds, isWithinBudget])

  return { ...state, refresh: useCallback(() => look.current(), []) }
}

const nothing = (everySeconds: number) => ({
  data: undefined,
  error: undefined,
  readAt: undefined,
  readingSince: undefined,
  everySeconds,
})

/** The moment of reading differs each time, and says nothing. */
const withoutTime = (text: string): string => text.replace(/"at":"[^"]*"/, '')

/** The time, again every second while the page is seen. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now())
    }, 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
