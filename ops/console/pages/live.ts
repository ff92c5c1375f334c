import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, ask, type Input } from './api.ts'

export interface Live<Data> {
  readonly data: Data | undefined
  /** Of the last look, if that failed; older data stays. */
  readonly error: Error | undefined
  /** When the data was read, epoch milliseconds. */
  readonly readAt: number | undefined
  /** Since when a look is under way, epoch milliseconds. */
  readonly readingSince: number | undefined
  /** Seconds until the next look, as long as nothing changes. */
  readonly everySeconds: number
  readonly refresh: () => void
}

export interface Pace {
  readonly everySeconds: number
  /** Reached step by step while nothing changes. */
  readonly idleSeconds: number
  /** The pace itself keeps to the budget on the whole, though single looks cost more. Default: no. */
  readonly isWithinBudget?: boolean
}

const HOUR_SECONDS = 3_600
/** No page looks more often than this allows, however much there is to read. */
const USD_PER_HOUR = 0.02

/** With the local runtime a look costs nothing. */
export const isLocal = { value: false }

/** Looks once, and again only when somebody asks for it: what is shown is about to be decided on. */
export const ONCE: Pace = { everySeconds: Number.POSITIVE_INFINITY, idleSeconds: Number.POSITIVE_INFINITY }

const SLOWER = 1.5
/** After a failure it looks again by itself, also where it looks once: nothing, or something old, is shown until then. */
const FIRST_RETRY_SECONDS = 2
const LAST_RETRY_SECONDS = 60

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
    let wait = everySeconds
    let before = ''
    let failures = 0
    let isReading = false
    setState(nothing(everySeconds))

    const later = () => {
      clearTimeout(timer)
      if (!stop.signal.aborted && Number.isFinite(wait)) timer = setTimeout(read, wait * 1000)
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
        const affordable = isWithinBudget || isLocal.value ? 0 : Math.ceil((usd * HOUR_SECONDS) / USD_PER_HOUR)
        wait = now === before ? Math.min(wait * SLOWER, Math.max(idleSeconds, everySeconds)) : everySeconds
        wait = Math.max(wait, affordable)
        before = now
        failures = 0
        const data = JSON.parse(text) as Data
        setState({ data, error: undefined, readAt: Date.now(), readingSince: undefined, everySeconds: wait })
      } catch (error) {
        if (stop.signal.aborted) return
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500
        // What was asked for once and is refused stays refused: nobody waits for that.
        const isOver = isRefused && !Number.isFinite(everySeconds)
        wait = isOver ? everySeconds : Math.min(FIRST_RETRY_SECONDS * 2 ** failures, LAST_RETRY_SECONDS)
        failures++
        setState((old) => ({ ...old, error: error as Error, readingSince: undefined, everySeconds: wait }))
      } finally {
        isReading = false
        later()
      }
    }
    const onSeen = () => {
      if (!document.hidden && (Number.isFinite(everySeconds) || before === '')) void read()
    }
    const onTouch = () => {
      if (wait <= everySeconds) return
      wait = everySeconds
      later()
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
