import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { FONT_PX } from './placed.ts'

/** A name smaller than this cannot be read. CSS pixels. */
const LEAST_READABLE_PX = 10.2
const LEAST = LEAST_READABLE_PX / FONT_PX
const MOST = 3
const STEP = 1.25

interface Size {
  readonly width: number
  readonly height: number
}

/** At first as large as fits the page, but never smaller than can be read: what is larger is scrolled, or dragged. */
export function useZoom({ width }: Size) {
  const box = useRef<HTMLElement>(null)
  const [room, setRoom] = useState(0)
  const [chosen, setChosen] = useState<number>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setRoom(element.clientWidth)
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  const fitting = room > 0 && width > 0 ? Math.min(1, Math.max(LEAST, room / width)) : 1
  const scale = chosen ?? fitting
  return {
    box,
    scale,
    in: () => setChosen(Math.min(MOST, scale * STEP)),
    // Somebody who asks for it may have an overview in which names are too small.
    out: () => setChosen(Math.max(0.2, scale / STEP)),
    reset: () => setChosen(undefined),
    dragging: useDragging(),
  }
}

interface Start {
  readonly x: number
  readonly y: number
  readonly left: number
  readonly top: number
}

/** Moves what is seen of a box by dragging it with the mouse; touch scrolls by itself. */
function useDragging() {
  const from = useRef<Start | undefined>(undefined)
  return {
    onPointerDown: (event: PointerEvent) => {
      const box = event.currentTarget as HTMLElement
      const isOnNode = event.target instanceof Element && event.target.closest('a')
      if (event.pointerType !== 'mouse' || event.button !== 0 || isOnNode) return
      from.current = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop }
      box.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent) => {
      const start = from.current
      if (!start) return
      const box = event.currentTarget as HTMLElement
      box.scrollLeft = start.left - (event.clientX - start.x)
      box.scrollTop = start.top - (event.clientY - start.y)
    },
    onPointerUp: () => {
      from.current = undefined
    },
    onPointerCancel: () => {
      from.current = undefined
    },
  }
}
