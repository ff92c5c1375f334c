import { useState } from 'preact/hooks'
import type { Scheduled, Schedules } from '../../../schedules/list-schedules.ts'
import { count, duration, plural } from '../format.ts'
import { useLive, useNow } from '../live.ts'
import { Body } from '../parts/body.tsx'
import { CommandLine } from '../parts/command-line.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../parts/virtual-rows.tsx'

/** Messages that the pipeline will send at their time: deadlines that it has set itself. */
export function Schedule() {
  const live = useLive<Schedules>('schedule', {}, { everySeconds: 5, idleSeconds: 60 })
  const now = useNow()
  const [chosen, setChosen] = useState<string>()
  const { schedules = [], isCut = false } = live.data ?? {}
  const one = schedules.find(({ name }) => name === chosen)
  return (
    <>
      <PageHead title="Schedule" live={live} />
      {live.data ? (
        <p class="judgement">
          {schedules.length === 0 ? 'Nothing is scheduled.' : null}
          {schedules.length > 0 && !isCut ? `${plural(schedules.length, 'deadline is', 'deadlines are')} set.` : null}
          {isCut ? `More are set: these ${count(schedules.length)} are some of them, not the soonest.` : null}
          <span class="dim"> A deadline that is over deletes itself.</span>
        </p>
      ) : null}
      {schedules.length > 0 ? (
        <VirtualRows
          label="Schedule"
          rows={schedules}
          columns={columns(now, chosen, setChosen)}
          keyOf={({ name }) => name}
        />
      ) : null}
      {one ? (
        <section aria-label="What is sent">
          <h2>What is sent</h2>
          <Body text={one.input} />
        </section>
      ) : null}
      <CommandLine does="schedules list" />
    </>
  )
}

const timeOf = ({ expression, timezone }: Scheduled): number | undefined => {
  const [, at] = /^at\((.*)\)$/.exec(expression) ?? []
  return at !== undefined && timezone === 'UTC' ? Date.parse(`${at}Z`) : undefined
}

const columns = (
  now: number,
  chosen: string | undefined,
  choose: (name: string | undefined) => void,
): readonly RowColumn<Scheduled>[] => [
  {
    title: 'When',
    rem: 17,
    of: ({ expression, timezone }) => <Text>{`${expression} ${timezone}`}</Text>,
  },
  {
    title: 'In',
    rem: 7,
    isNumber: true,
    of: (one) => {
      const at = timeOf(one)
      return at === undefined ? '' : at <= now ? 'due' : duration((at - now) / 1000)
    },
  },
  {
    title: 'Name',
    rem: 20,
    grows: true,
    of: ({ name }) => (
      <button
        type="button"
        class="link"
        aria-expanded={name === chosen}
        onClick={() => choose(name === chosen ? undefined : name)}
      >
        <Text>{name}</Text>
      </button>
    ),
  },
  { title: 'To', rem: 18, of: ({ target }) => <Text>{target.split(':').at(-1) ?? target}</Text> },
  { title: 'State', rem: 6, of: ({ isEnabled }) => (isEnabled ? 'enabled' : 'disabled') },
]
