import type { PlaceTable } from '../../declarations/places.ts'
import { type Frame, isShared, type OwnFrame } from './frame.ts'
import { placeInBundle } from './place-in-bundle.ts'

/** `at charge (/var/task/chunks/start-1fI-tajP.mjs:1:2345)`; native code and Node.js itself have no path. */
const FRAME = /^\s*at (?:async )?(?:(.+?) \()?((?:file:\/\/)?\/[^()\n]*):(\d+):(\d+)\)?$/

const OWN_SOURCE = /\b((?:lambdas|events)\/[\w./-]+\.ts)$/

/** Minified names are one or two letters, and other letters after each deployment. */
const SHORTEST_NAME = 3

/**
 * Where an error comes from: the first frame of a service, and before it the one that threw, if that is shared code of our own
 * instead of a package. Lines are left out: they move with every change of the file.
 * @returns nothing where the stack leads to no source of ours.
 */
export function originOf({ stack = '', message }: Error, table: PlaceTable | undefined): readonly OwnFrame[] {
  const frames = framesOf(stack, message).map((frame) => ownFrame(frame, table))
  const [thrower] = frames
  const caller = frames.find((frame) => frame && !isShared(frame)) ?? frames.find((frame) => frame !== undefined)
  return [...(thrower && thrower !== caller ? [thrower] : []), ...(caller ? [caller] : [])]
}

/** A message may hold lines that look like frames, and comes from anywhere: frames are looked for behind it. */
function framesOf(stack: string, message: string): readonly Frame[] {
  const at = stack.indexOf(message)
  const behind = at === -1 ? stack : stack.slice(at + message.length)
  return behind.split('\n').flatMap((text) => {
    const [, name = '', path, line, column] = FRAME.exec(text) ?? []
    return path === undefined ? [] : [{ path, line: Number(line), column: Number(column), name }]
  })
}

function ownFrame(frame: Frame, table: PlaceTable | undefined): OwnFrame | undefined {
  const [, file] = OWN_SOURCE.exec(frame.path) ?? []
  if (file !== undefined) return { file, name: frame.name.length >= SHORTEST_NAME ? frame.name : '' }
  return table && placeInBundle(table, frame)
}
