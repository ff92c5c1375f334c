import { TRACES_ENDPOINT_VARIABLE } from '../declarations/tracing.ts'
import { systemTimers } from '../system/timers.ts'
import { type Variables, variable } from '../system/variable.ts'
import { functionResource } from './function-resource.ts'
import { otlpWriter } from './otlp-writer.ts'
import { postSpans } from './post-spans.ts'
import { createSpanExport, type SpanExport } from './span-export.ts'

/** To where the function's variables say. @throws {Error} without an endpoint, or with one that is no URL. */
export const systemSpanExport = (variables: Variables): SpanExport =>
  createSpanExport({
    toOtlp: otlpWriter(functionResource(variables)),
    post: postSpans(variable(TRACES_ENDPOINT_VARIABLE, variables), variables),
    timers: systemTimers,
    log: (line) => void process.stderr.write(`${JSON.stringify(line)}\n`),
  })
