import type { Operation } from '../../../../bulk-operations/operation.ts'
import { count, plural } from '../../format.ts'

/** The canary and what follows it, as one bar: how far it is, and where it waits for what comes of a step. */
export function Steps({ steps, position, total, counts, status }: Operation) {
  const current = steps.findIndex((end) => position < end)
  const settled = counts.resolved + counts.died + counts.skipped
  return (
    <figure class="steps">
      <progress max={total} value={settled} aria-label="Letters with an outcome" />
      <ol aria-label="Steps">
        {steps.map((end, index) => {
          const size = end - (steps[index - 1] ?? 0)
          const state =
            status === 'done' || settled >= end ? 'done' : index === current || position >= end ? 'now' : 'next'
          return (
            <li key={end} class={state} aria-current={state === 'now' ? 'step' : undefined}>
              {index === steps.length - 1 && steps.length > 1 ? `the other ${count(size)}` : count(size)}
            </li>
          )
        })}
      </ol>
      <figcaption class="dim">
        {count(position)} of {plural(total, 'letter')} taken, {count(settled)} with an outcome
      </figcaption>
    </figure>
  )
}
