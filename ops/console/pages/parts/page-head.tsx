import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { clock, duration } from '../format.ts'
import { type Live, useNow } from '../live.ts'

interface Props {
  readonly title: ComponentChildren
  readonly live: Live<unknown>
  /** Level of the heading. Default 1: the title of the page. */
  readonly level?: 1 | 2
  readonly children?: ComponentChildren
}

const SLOW_MS = 3_000

/** Title, how fresh the page is, and what went wrong when it was read. */
export function PageHead({ title, live, level = 1, children }: Props) {
  const now = useNow()
  const { refresh } = live
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const isTyping = target instanceof Element && target.matches('input, textarea, select')
      if (key === 'r' && !isTyping && !ctrlKey && !metaKey && !altKey) refresh()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [refresh])
  const { error, readAt, readingSince, everySeconds } = live
  const isSlow = readingSince !== undefined && now - readingSince >= SLOW_MS
  return (
    <>
      <div class="page-head">
        {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
        {children}
        <p class="fresh">
          {isSlow ? `still reading, ${duration((now - readingSince) / 1000)}` : ''}
          {!isSlow && readAt !== undefined
            ? `read ${clock(readAt)} UTC${Number.isFinite(everySeconds) ? `, again every ${duration(everySeconds)}` : ''}`
            : ''}{' '}
          <button type="button" class="quiet" onClick={refresh} aria-keyshortcuts="r">
            Refresh
          </button>
        </p>
      </div>
      {error ? (
        <p class="failed" role="alert">
          Could not be read: {error.message}
          {readAt === undefined ? '' : ` What you see is of ${clock(readAt)} UTC.`}
        </p>
      ) : null}
    </>
  )
}
