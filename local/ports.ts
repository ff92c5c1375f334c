/** The seams between the parts of the local runtime: what one part needs of another, and nothing more. */

/** One signed AWS API request, whatever its protocol; `service` and `region` come from its SigV4 scope. */
export interface AwsRequest {
  service: string
  region: string
  /** Undefined when the request is not signed. */
  accessKey?: string | undefined
  method: string
  /** Path without the query string, still percent-encoded. */
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Record<string, string>
  body: Buffer
}

export interface AwsResponse {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

/** Answers one request. Service errors are answers too: it rejects only when the local runtime itself is broken (500). */
export type ServiceHandler = (request: AwsRequest) => Promise<AwsResponse>

/** One AWS API request of a function, as it would go over HTTP. */
export interface EndpointCall {
  method: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  body: string | Uint8Array
}

/** The endpoint for functions of this process, without a connection: the same judgement and answers. A request names its caller as a signed one does. */
export interface InProcessEndpoint {
  /** Scheme, host and port that its requests name. */
  address: string
  /** SigV4 names of the services that can be called this way. */
  services: readonly string[]
  /** Never rejects. Undefined: the call was carried out, and its answer is lost. */
  call(request: EndpointCall): Promise<AwsResponse | undefined>
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export type Environment = Record<string, string>

/** An SQS message in the shape that Lambda hands to a function. */
export interface SqsRecord {
  messageId: string
  receiptHandle: string
  body: string
  attributes: Record<string, string>
  messageAttributes: Record<string, SqsRecordAttribute>
  md5OfBody: string
  eventSource: 'aws:sqs'
  eventSourceARN: string
  awsRegion: string
}

export interface SqsRecordAttribute {
  dataType: string
  stringValue?: string
  /** Base64. */
  binaryValue?: string
  stringListValues: string[]
  binaryListValues: string[]
}

export interface ReceiveOptions {
  /** How many messages at most; 1 or more (not limited to the 10 of the SQS API). */
  max: number
  /** Long-poll time in milliseconds; a message that arrives meanwhile ends it at once. */
  waitMs: number
  signal?: AbortSignal
}

export interface SendOptions {
  attributes?: Record<string, { DataType: string; StringValue: string }>
  groupId?: string
  deduplicationId?: string
  delaySeconds?: number
}

/** Queues in process, with no HTTP hop. A queue is named by its ARN or its URL; an unknown one rejects. */
export interface LocalQueues {
  /** Received messages are invisible for the queue's visibility timeout. Resolves empty at the timeout or on abort. */
  receive(queue: string, options: ReceiveOptions): Promise<SqsRecord[]>
  delete(queue: string, receiptHandles: string[]): Promise<void>
  /** `seconds` 0 makes the message receivable at once. An outdated receipt handle is ignored. */
  changeVisibility(queue: string, receiptHandle: string, seconds: number): Promise<void>
  /** Resolves once the message is in the queue (on disk, with a data directory). */
  send(queue: string, body: string, options?: SendOptions): Promise<void>
}

/** A DynamoDB stream record in the shape that Lambda hands to a function. */
export interface DynamoDbStreamRecord {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  eventVersion: string
  eventSource: 'aws:dynamodb'
  awsRegion: string
  eventSourceARN: string
  dynamodb: {
    ApproximateCreationDateTime: number
    Keys: Record<string, unknown>
    NewImage?: Record<string, unknown>
    OldImage?: Record<string, unknown>
    SequenceNumber: string
    SizeBytes: number
    StreamViewType: string
  }
  userIdentity?: { type: string; principalId: string }
}
