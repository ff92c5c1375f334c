import { useId, useMemo, useState } from 'preact/hooks'
import type { FlowEdge, FlowGraph } from '../../../../catalog/flow/flow-graph.ts'
import type { Standing } from '../../../../catalog/flow/happened.ts'
import { Arrow, Box } from './drawn.tsx'
import { EdgeList } from './edge-list.tsx'
import { layoutOf } from './layout.ts'
import { Legend } from './legend.tsx'
import { useZoom } from './zoom.ts'

interface Props {
  readonly graph: FlowGraph
  /** Text in place of the picture, for screen readers. */
  readonly label: string
  /** The node that it is about. */
  readonly centre?: string
  /** How consumers stand; only of what has happened. */
  readonly standings?: ReadonlyMap<string, Standing>
}

/** With more arrows than this, each of them is drawn paler, so that names stand out. */
const DENSE = 100

/** A graph that can be zoomed and moved, whose nodes lead to their pages; what is pointed at shows its arrows. */
export function FlowPicture({ graph, label, centre, standings }: Props) {
  const placed = useMemo(() => layoutOf(graph, globalThis.innerWidth), [graph])
  const zoom = useZoom(placed)
  const [pointed, setPointed] = useState<string>()
  const marker = useId()
  const near = useMemo(() => neighbours(graph, pointed), [graph, pointed])
  // Hundreds of arrows stay as they are while somebody points at one node after another; those of that node are drawn over them.
  const arrows = useMemo(
    () => placed.edges.map((edge) => <Arrow key={keyOf(edge)} edge={edge} marker={marker} />),
    [placed, marker],
  )
  const own = pointed === undefined ? [] : placed.edges.filter(({ from, to }) => from === pointed || to === pointed)
  if (graph.edges.length === 0) return null
  return (
    <figure class="graph">
      <figcaption class="graph-tools">
        <Legend graph={graph} standings={standings} />
        <span class="graph-zoom">
          <button type="button" class="quiet" onClick={zoom.out} aria-label="Smaller">
            −
          </button>{' '}
          <button
            type="button"
            class="quiet"
            onClick={zoom.reset}
            aria-label={`${Math.round(zoom.scale * 100)} %: as large as fits, and can be read`}
          >
            {Math.round(zoom.scale * 100)} %
          </button>{' '}
          <button type="button" class="quiet" onClick={zoom.in} aria-label="Larger">
            +
          </button>
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="graph-box" ref={zoom.box} tabIndex={0} aria-label={label} {...zoom.dragging}>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: its section has a name, and a title would pop up over everything in it */}
        <svg
          class={['flow-graph', pointed !== undefined && 'pointing', graph.edges.length > DENSE && 'dense']
            .filter(Boolean)
            .join(' ')}
          width={placed.width * zoom.scale}
          height={placed.height * zoom.scale}
          viewBox={`0 0 ${placed.width} ${placed.height}`}
        >
          <defs>
            <marker id={marker} viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
              <path class="flow-head" d="M0 0L6 3L0 6z" />
            </marker>
          </defs>
          <g>{arrows}</g>
          <g>
            {own.map((edge) => (
              <Arrow key={keyOf(edge)} edge={edge} marker={marker} isOn />
            ))}
          </g>
          {placed.nodes.map((node) => (
            <Box
              key={node.id}
              node={node}
              isCentre={node.id === centre}
              isNear={near === undefined || near.has(node.id)}
              standing={standings?.get(node.id)}
              onPoint={setPointed}
            />
          ))}
        </svg>
      </section>
      <EdgeList graph={graph} />
    </figure>
  )
}

const keyOf = ({ from, to }: FlowEdge): string => `${from} > ${to}`

/** The node that is pointed at and those that it has an arrow with; nothing if none is. */
function neighbours({ edges }: FlowGraph, pointed: string | undefined): ReadonlySet<string> | undefined {
  if (pointed === undefined) return undefined
  const own = edges.filter(({ from, to }) => from === pointed || to === pointed)
  return new Set([pointed, ...own.flatMap(({ from, to }) => [from, to])])
}
