import type { Catalog } from '../catalog/model.ts'
import { producerName } from '../catalog/model.ts'
import { anchor, Html, html } from './html.ts'

const ROW = 26
const TOP = 30
const WIDTH = 900
const LEFT = 220
const RIGHT = WIDTH - 260

/** Services that state events on the left, consumers on the right; a line for each service that a consumer hears from. */
export function graphSvg(catalog: Catalog): Html {
  const consumers = catalog.consumers.filter(({ subscribesTo }) => subscribesTo === '*' || subscribesTo.length > 0)
  const services = catalog.services.filter(({ name }) => statedBy(catalog, name).length > 0)
  const height = TOP + ROW * Math.max(services.length, consumers.length) + 10
  const gap = (height - TOP) / Math.max(1, services.length)
  const leftAt = (index: number) => Math.round(TOP + gap * (index + 0.5))
  const rightAt = (index: number) => TOP + ROW * index + ROW / 2
  const lines = services.flatMap(({ name }, from) =>
    consumers.flatMap((consumer, to) => {
      const own = statedBy(catalog, name)
      const taken = consumer.subscribesTo === '*' ? own : own.filter((type) => consumer.subscribesTo.includes(type))
      if (taken.length === 0) return []
      const middle = (LEFT + RIGHT) / 2
      const path = `M${LEFT},${leftAt(from)} C${middle},${leftAt(from)} ${middle},${rightAt(to)} ${RIGHT},${rightAt(to)}`
      const all = consumer.subscribesTo === '*' ? ' all' : ''
      return [
        html`<path class="flow${all}" data-from="${name}" data-to="${consumer.name}" d="${path}"><title>${name} → ${consumer.name}: ${taken.join(', ')}</title></path>`,
      ]
    }),
  )
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Which consumers hear from which services">
<text class="head" x="${LEFT - 8}" y="16" text-anchor="end">states events</text><text class="head" x="${RIGHT + 8}" y="16">hears them</text>
${lines}
${services.map(({ name }, at) => nodeOf('service', name, LEFT - 8, leftAt(at), 'end', 'from'))}
${consumers.map(({ name }, at) => nodeOf('consumer', name, RIGHT + 8, rightAt(at), 'start', 'to'))}
</svg>`
}

const nodeOf = (kind: string, name: string, x: number, y: number, align: 'start' | 'end', side: string): Html =>
  html`<a href="#${anchor(kind, name)}" data-${new Html(side)}="${name}"><text x="${x}" y="${y + 4}" text-anchor="${align}">${name}</text></a>`

const statedBy = ({ events }: Catalog, service: string): string[] =>
  events.filter(({ producer }) => producer === producerName(service)).map(({ type }) => type)
