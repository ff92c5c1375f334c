import { useState } from 'preact/hooks'
import type { LogPage, ShownLine } from '../../operations/logs.ts'
import { useAbout } from '../about.ts'
import { count, plural } from '../format.ts'
import { useLive } from '../live.ts'
import { ONCE } from '../pacing.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { traceAddress } from '../parts/trace-address.ts'
import { type RowColumn, VirtualRows } from '../parts/virtual-rows.tsx'
import { go } from '../router.ts'
import { options, word } from '../shell.ts'
import type { Drawn } from './view.ts'

const SINCE = ['5m', '15m', '1h', '3h', '24h']
const DEFAULT_SINCE = '15m'

/** Log lines of functions, newest first. */
export function Logs({ query }: Drawn) {
  const { isLocal } = useAbout()
  const { function: name = '', since = DEFAULT_SINCE, text = '', level = 'all', follow = 'yes' } = query
  const asked = { since, level, ...(name && { function: name }), ...(text && { text }) }
  // An account may search the logs of five functions a second: all of them are looked at when somebody asks.
  const isFollowed = follow === 'yes' && (isLocal || name !== '')
  const pace = isLocal ? { everySeconds: 1, idleSeconds: 5 } : { everySeconds: 10, idleSeconds: 60 }
  const live = useLive<LogPage>('logs', asked, isFollowed ? pace : ONCE)
  const [chosen, setChosen] = useState<string>()
  const lines = live.data?.lines.toReversed() ?? []
  const line = lines.find(({ id }) => id === chosen)
  return (
    <>
      <PageHead title="Logs" live={live} />
      <Filter query={{ function: name, since, text, level, follow }} functions={live.data?.functions ?? []} />
      {live.data ? (
        <p class="judgement">
          {live.data.isCut
            ? `The latest ${count(lines.length)} lines of the last ${since}.`
            : `${plural(lines.length, 'line')} of the last ${since}, newest first.`}
        </p>
      ) : null}
      {lines.length > 0 ? (
        <VirtualRows label="Log lines" rows={lines} columns={columns(chosen, setChosen)} keyOf={({ id }) => id} />
      ) : null}
      {line ? <Chosen line={line} /> : null}
      <CommandLine
        does={`logs${name ? ` ${word(name)}` : ''}${options({ since, grep: text })}${level === 'errors' ? ' --errors' : ''}${isFollowed ? ' --follow' : ''}`}
      />
    </>
  )
}

interface FilterProps {
  readonly query: Readonly<Record<'function' | 'since' | 'text' | 'level' | 'follow', string>>
  readonly functions: readonly string[]
}

function Filter({ query, functions }: FilterProps) {
  const choose = (form: HTMLFormElement) => {
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
    const all = { follow: 'no', level: 'all', ...given }
    go(`/logs?${new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''))}`, true)
  }
  const known = query.function && !functions.includes(query.function) ? [query.function, ...functions] : functions
  return (
    <form
      class="filter top"
      aria-label="Which lines"
      onSubmit={(event) => {
        event.preventDefault()
        choose(event.currentTarget)
      }}
      onChange={({ currentTarget }) => choose(currentTarget)}
    >
      <label>
        Function
        <select name="function">
          <option value="">all</option>
          {known.map((name) => (
            <option key={name} value={name} selected={name === query.function}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Since
        <select name="since">
          {[...new Set([...SINCE, query.since])].map((since) => (
            <option key={since} value={since} selected={since === query.since}>
              {since} ago
            </option>
          ))}
        </select>
      </label>
      <label>
        Holds the text
        <input name="text" defaultValue={query.text} placeholder="e.g. a correlation id" maxLength={200} />
      </label>
      <label class="check">
        <input type="checkbox" name="level" value="errors" checked={query.level === 'errors'} /> warnings and errors
        only
      </label>
      <label class="check">
        <input type="checkbox" name="follow" value="yes" checked={query.follow === 'yes'} /> follow
      </label>
    </form>
  )
}

/** The fields that a reader looks for first. */
const SHOWN = ['route', 'status', 'event_type', 'aggregate_id', 'attempt', 'duration_ms', 'event_id', 'correlation_id']

const details = ({ fields, error }: ShownLine): string =>
  [
    ...(error ? [error.title] : []),
    ...SHOWN.flatMap((name) =>
      fields[name] === undefined || fields[name] === null ? [] : [`${name} ${fields[name]}`],
    ),
  ].join('  ')

const isBad = ({ level }: ShownLine): boolean => /^(ERROR|FATAL|CRITICAL)$/.test(level)

const columns = (
  chosen: string | undefined,
  choose: (id: string | undefined) => void,
): readonly RowColumn<ShownLine>[] => [
  { title: 'UTC', rem: 8.5, of: ({ at }) => at.slice(11, 23) },
  { title: 'Function', rem: 12, of: ({ function: name }) => name.replace(/^consumer-/, '') },
  {
    title: 'Level',
    rem: 5,
    of: (line) => <span class={isBad(line) ? 'act' : line.level === 'WARN' ? 'watch' : 'dim'}>{line.level}</span>,
  },
  {
    title: 'Message',
    rem: 16,
    of: ({ id, message }) => (
      <button
        type="button"
        class="link"
        aria-expanded={id === chosen}
        onClick={() => choose(id === chosen ? undefined : id)}
      >
        <Text>{message || '(no message)'}</Text>
      </button>
    ),
  },
  { title: 'Details', rem: 20, grows: true, of: (line) => <Text>{details(line)}</Text> },
]

function Chosen({ line: { at, function: name, level, message, fields, error } }: { readonly line: ShownLine }) {
  const { correlation_id: correlation } = fields
  return (
    <section aria-label="Line">
      <h2>
        <Text>{message || '(no message)'}</Text>
      </h2>
      <p>
        {at} {name} {level}
        {typeof correlation === 'string' ? (
          <>
            {' '}
            <a href={traceAddress(correlation, at)}>its trace</a>
          </>
        ) : null}
      </p>
      {error ? (
        <pre class="body">
          <Text lines>{[error.title, error.stack ?? ''].join('\n')}</Text>
        </pre>
      ) : null}
      <pre class="body">
        <Text lines>{JSON.stringify(fields, undefined, 2)}</Text>
      </pre>
    </section>
  )
}
