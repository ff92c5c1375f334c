import type { FlowNode } from '../../../../catalog/flow/flow-graph.ts'
import type { Standing } from '../../../../catalog/flow/happened.ts'
import { entryPath, useSource } from '../source.ts'
import { type PlacedEdge, type PlacedNode, pathOf } from './placed.ts'

interface ArrowProps {
  readonly edge: PlacedEdge
  /** Id of the arrow's head. */
  readonly marker: string
  /** Whether the pointer is over one of the arrow's ends. Default false. */
  readonly isOn?: boolean
}

export function Arrow({ edge: { points, kind, label, middle }, marker, isOn = false }: ArrowProps) {
  return (
    <g class={`flow-edge ${kind}${isOn ? ' on' : ''}`}>
      <path d={pathOf(points)} marker-end={`url(#${marker})`} />
      {label === undefined ? null : (
        <text x={middle.x} y={middle.y + 4} text-anchor="middle">
          {label}
        </text>
      )}
    </g>
  )
}

interface BoxProps {
  readonly node: PlacedNode
  readonly isCentre: boolean
  /** Whether the pointer is over this node or one that is joined to it. */
  readonly isNear: boolean
  readonly standing: Standing | undefined
  readonly onPoint: (id: string | undefined) => void
}

/** A node, which leads to its page. */
export function Box({ node, isCentre, isNear, standing, onPoint }: BoxProps) {
  const { base } = useSource()
  const { id, kind, name, text, x, y, width, height } = node
  const classes = ['flow-node', `is-${kind}`, isCentre && 'centre', !isNear && 'away', standing]
    .filter(Boolean)
    .join(' ')
  return (
    <a
      class={classes}
      href={base + pathTo(node)}
      aria-label={`${kind === 'requests' ? text : `${kind} ${name}`}${standing && standing !== 'done' ? `, ${standing}` : ''}`}
      onPointerEnter={() => onPoint(id)}
      onPointerLeave={() => onPoint(undefined)}
      onFocus={() => onPoint(id)}
      onBlur={() => onPoint(undefined)}
    >
      <rect x={x} y={y} width={width} height={height} rx={kind === 'event' || kind === 'command' ? height / 2 : 3} />
      <text x={x + width / 2} y={y + height / 2 + 4} text-anchor="middle">
        {text}
      </text>
      {text === name ? null : <title>{name}</title>}
    </a>
  )
}

/** Requests lead to their route, or to the service that takes them. */
function pathTo({ kind, name }: FlowNode): string {
  if (kind !== 'requests') return entryPath(kind, name)
  return name.includes(' ') ? entryPath('route', name) : entryPath('service', name)
}
