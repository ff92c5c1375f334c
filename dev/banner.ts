import { styleText } from 'node:util'

interface Running {
  readonly apiUrl: string
  readonly endpointUrl: string
  readonly outputs: Readonly<Record<string, string>>
}

/** By what the API asks of its callers. */
const welcome: Record<string, string> = {
  iam: 'unsigned calls are accepted here; deployed, it demands IAM',
  jwt: 'demands a token',
  none: 'open, here and deployed',
}

interface Figures {
  /** Absent where the template of before is used. */
  readonly synthMs?: number
  readonly startMs: number
  readonly faults?: string
  /** Path of a `GET` to try. */
  readonly look: string
  /** Address of the console, with the token that lets one browser in. */
  readonly console?: string
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

/** Prints all addresses, a request to try, and how to point the AWS CLI at the endpoint. */
export function printBanner(
  { apiUrl, endpointUrl, outputs }: Running,
  { synthMs, startMs, faults, console, look }: Figures,
): void {
  const token = `curl -s '${endpointUrl}/_local/token?${outputs.ApiCustomerClaim}=cust_ada'`
  const template = synthMs === undefined ? 'template of before' : `synthesized in ${seconds(synthMs)}`
  const bold = (text: string) => styleText('bold', text)
  process.stdout.write(`
${bold('The pipeline is up')} (${template}, started in ${seconds(startMs)})

${console ? `  Console       ${bold(console)}\n` : ''}  HTTP API      ${bold(apiUrl)}        ${welcome[outputs.ApiAuth ?? ''] ?? ''}
  AWS endpoint  ${bold(endpointUrl)}
${faults ? `  Faults        ${styleText('yellow', faults)}\n` : ''}
  Try           ${outputs.ApiAuth === 'jwt' ? token : `curl -s ${apiUrl}${look}`}
  AWS CLI       export AWS_ENDPOINT_URL=${endpointUrl} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
                aws --endpoint-url ${endpointUrl} sqs list-queues
  Operators     npm run ops -- status --endpoint ${endpointUrl}

`)
}
