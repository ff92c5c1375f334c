import type { PipelineStatus } from '../../../../status/read-status.ts'
import type { Lane } from './lanes.ts'
import { type Box, layout, WIDTH } from './layout.ts'

const rem = (sixteenths: number): string => `${sixteenths / 16}rem`

/** API → event table → relay → bus and topic → consumers. Whoever hears the page hears the list and the table instead. */
export function FlowPicture({ status, lanes }: { readonly status: PipelineStatus; readonly lanes: readonly Lane[] }) {
  const { boxes, arrows, height } = layout(status, lanes)
  return (
    <svg
      class="picture"
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${height}`}
      style={{ width: rem(WIDTH), height: rem(height) }}
    >
      <defs>
        <marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0L6 3L0 6z" />
        </marker>
      </defs>
      {arrows.map((path) => (
        <path key={path} class="arrow" d={path} marker-end="url(#arrow)" />
      ))}
      {boxes.map((box) => (
        <Node key={box.name} {...box} />
      ))}
    </svg>
  )
}

function Node({ name, lines, urgency, x, y, width, height }: Box) {
  return (
    <g class={`box ${urgency}`} transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx="3" />
      <text x="10" y="20" class="name">
        {name}
      </text>
      {lines.map((line, index) => (
        <text key={line} x="10" y={37 + index * 15}>
          {line}
        </text>
      ))}
    </g>
  )
}
