import type { Urgency } from '../../../../status/consumer-status.ts'
import type { PipelineStatus } from '../../../../status/read-status.ts'
import { apiFigures, relayFigures } from './figures.ts'
import type { Lane } from './lanes.ts'

/** Sixteenths of a rem, so that the picture grows with the text of the table beside it. The style sheet has the same heights. */
const HEAD = 32
const LANE = 36
const ROW = 28

export const WIDTH = 384
const LEFT = { x: 1, width: 172 }
const RIGHT = { x: 206, width: 144 }
const LINE = 15
const GAP = 20

export interface Box {
  readonly name: string
  readonly lines: readonly string[]
  readonly urgency: Urgency
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Picture {
  readonly boxes: readonly Box[]
  /** SVG paths; each ends in an arrow. */
  readonly arrows: readonly string[]
  readonly height: number
}

/** Where everything is drawn: the way to the lanes on the left, one box a lane beside it, and an arrow to every row. */
export function layout(status: PipelineStatus, lanes: readonly Lane[]): Picture {
  const relay = (name: string): Urgency => status.relays.find((one) => one.relay === name)?.urgency ?? 'ok'
  const laneBoxes: Box[] = []
  const arrows: string[] = []
  let y = HEAD
  for (const { name, consumers } of lanes) {
    const box = boxAt(RIGHT, y + 3, name, [], 'ok')
    laneBoxes.push(box)
    const trunk = box.x + box.width + 14
    for (const index of consumers.keys()) {
      const row = y + LANE + index * ROW + ROW / 2
      arrows.push(
        `M${box.x + box.width} ${middle(box)}H${trunk - 6}Q${trunk} ${middle(box)} ${trunk} ${middle(box) + 6}V${row - 6}Q${trunk} ${row} ${trunk + 6} ${row}H${WIDTH - 4}`,
      )
    }
    y += LANE + consumers.length * ROW
  }
  const left: Box[] = []
  const add = (least: number, name: string, lines: readonly string[], urgency: Urgency): Box => {
    const before = left.at(-1)
    const box = boxAt(LEFT, Math.max(least, before ? before.y + before.height + GAP : 0), name, lines, urgency)
    left.push(box)
    return box
  }
  const laneBox = (kind: Lane['kind']): Box | undefined => laneBoxes[lanes.findIndex((lane) => lane.kind === kind)]
  const api = add(HEAD + 3, 'API', apiFigures(status), status.api.urgency)
  const events = add(0, 'Event table', [], 'ok')
  const eventRelay = add(0, 'Relay of events', relayFigures(status, 'events'), relay('events'))
  arrows.push(down(api, events), down(events, eventRelay))
  for (const target of [laneBox('bus'), laneBox('topic')]) if (target) arrows.push(across(eventRelay, target))
  const commandLane = laneBox('commands')
  if (commandLane) {
    const commands = add(commandLane.y - LANE - GAP, 'Command table', [], 'ok')
    const commandRelay = add(0, 'Relay of commands', relayFigures(status, 'commands'), relay('commands'))
    arrows.push(down(commands, commandRelay), across(commandRelay, commandLane))
  }
  const last = left.at(-1)
  return { boxes: [...left, ...laneBoxes], arrows, height: Math.max(y, last ? last.y + last.height + 2 : 0) }
}

function boxAt({ x, width }: typeof LEFT, y: number, name: string, lines: readonly string[], urgency: Urgency): Box {
  return { name, lines, urgency, x, y, width, height: 30 + lines.length * LINE + (lines.length > 0 ? 4 : 0) }
}

const middle = ({ y, height }: Box): number => y + height / 2

const down = (from: Box, to: Box): string => {
  const x = from.x + from.width / 2
  return `M${x} ${from.y + from.height}V${to.y - 2}`
}

function across(from: Box, to: Box): string {
  const [x, y] = [from.x + from.width, middle(from)]
  const turn = (x + to.x) / 2
  return `M${x} ${y}C${turn + 8} ${y} ${turn - 8} ${middle(to)} ${to.x - 3} ${middle(to)}`
}
