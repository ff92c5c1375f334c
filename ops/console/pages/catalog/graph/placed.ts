import type { FlowEdge, FlowNode } from '../../../../catalog/flow/flow-graph.ts'

/** CSS pixels at 100 %. */
export const FONT_PX = 12
export const NODE_HEIGHT = 26
export const MARGIN = 8
const CHARACTER_PX = 6.9
const PADDING_PX = 22
/** A longer name is cut; its title has all of it. */
const MOST_CHARACTERS = 36

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlacedNode extends FlowNode {
  readonly text: string
  /** Horizontal place of its upper left corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedEdge extends FlowEdge {
  readonly points: readonly Point[]
  /** Where its label stands. */
  readonly middle: Point
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

export const textOf = ({ kind, name }: FlowNode): string => {
  const text = kind === 'requests' && !name.includes(' ') ? `requests to ${name}` : name
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
}

/** Width of a node with this text. */
export const widthOf = (text: string): number => widthOfLabel(text) + PADDING_PX

export const widthOfLabel = (text: string): number => Math.round(text.length * CHARACTER_PX)

/** A line through the points with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (!first || !last) return ''
  const turns = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point
    const isLast = index === rest.length - 2
    const end = isLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${at(point)} ${at(end)}`
  })
  return `M${at(first)}${turns.length > 0 ? turns.join('') : `L${at(last)}`}`
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
