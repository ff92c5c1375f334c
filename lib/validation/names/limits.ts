/** What AWS allows as the name of a resource, and what becomes of one that the template leaves to CloudFormation. */
export interface NameLimit {
  /** Property that holds the name. */
  readonly property: string
  /** Characters. */
  readonly most: number
  readonly source: string
  /**
   * A generated name is `<stack>-<logical id>-<12 or 13 random characters>`. Where that is too long, CloudFormation shortens
   * stack name and logical id to equal parts, but only for types whose limit it knows; others fail when they are created,
   * e.g. `#/ArchiveName: expected maxLength: 48, actual: 54`. AWS documents neither, so `shortened` is said only of types
   * of which shortened names have been seen, here: where. Absent: the whole name must fit.
   */
  readonly shortened?: string
}

const api = (service: string, page: string) => `https://docs.aws.amazon.com/${service}/latest/${page}.html`
const seen = (issue: string) => `https://github.com/${issue}`

/** By resource type; read from AWS's API references on 2026-11-25. */
export const nameLimits: Readonly<Record<string, NameLimit>> = {
  'AWS::ApiGatewayV2::Api': { property: 'Name', most: 128, source: api('apigatewayv2', 'api-reference/apis') },
  'AWS::ApiGatewayV2::Authorizer': {
    property: 'Name',
    most: 128,
    source: api('apigatewayv2', 'api-reference/apis-apiid-authorizers'),
  },
  'AWS::CloudWatch::Alarm': {
    property: 'AlarmName',
    most: 255,
    source: api('AmazonCloudWatch', 'APIReference/API_PutMetricAlarm'),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    property: 'AlarmName',
    most: 255,
    source: api('AmazonCloudWatch', 'APIReference/API_PutCompositeAlarm'),
  },
  'AWS::CloudWatch::Dashboard': {
    property: 'DashboardName',
    most: 255,
    source: api('AmazonCloudWatch', 'APIReference/API_PutDashboard'),
  },
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    most: 255,
    source: api('amazondynamodb', 'developerguide/HowItWorks.NamingRulesDataTypes'),
  },
  'AWS::EventSchemas::Registry': {
    property: 'RegistryName',
    most: 64,
    source: api('eventbridge', 'schema-reference/v1-registries-name-registryname'),
  },
  'AWS::EventSchemas::Schema': {
    property: 'SchemaName',
    most: 385,
    source: api('eventbridge', 'schema-reference/v1-registries-name-registryname-schemas-name-schemaname'),
  },
  'AWS::Events::Archive': {
    property: 'ArchiveName',
    most: 48,
    source: api('eventbridge', 'APIReference/API_CreateArchive'),
  },
  'AWS::Events::EventBus': {
    property: 'Name',
    most: 256,
    source: api('eventbridge', 'APIReference/API_CreateEventBus'),
  },
  'AWS::Events::Rule': {
    property: 'Name',
    most: 64,
    source: api('eventbridge', 'APIReference/API_PutRule'),
    shortened: seen('aws-solutions/instance-scheduler-on-aws/issues/37'),
  },
  'AWS::IAM::Role': {
    property: 'RoleName',
    most: 64,
    source: api('IAM', 'APIReference/API_CreateRole'),
    shortened: seen('aws-solutions/instance-scheduler-on-aws/issues/89'),
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    most: 64,
    source: api('lambda', 'api/API_CreateFunction'),
    shortened: 'https://gist.github.com/christianklotz/468a240a75f4ae3e73bd52722f926acb',
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    most: 512,
    source: api('AmazonCloudWatchLogs', 'APIReference/API_CreateLogGroup'),
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    most: 63,
    source: api('AmazonS3', 'userguide/bucketnamingrules'),
    shortened: seen('dancrumb/generator-serverless-policy/issues/1'),
  },
  'AWS::Scheduler::ScheduleGroup': {
    property: 'Name',
    most: 64,
    source: api('scheduler', 'APIReference/API_CreateScheduleGroup'),
  },
  'AWS::SNS::Topic': { property: 'TopicName', most: 256, source: api('sns', 'api/API_CreateTopic') },
  'AWS::SQS::Queue': {
    property: 'QueueName',
    most: 80,
    source: api('AWSSimpleQueueService', 'APIReference/API_CreateQueue'),
    shortened: seen('aws-samples/aws-control-tower-config-customization/issues/36'),
  },
}

/** Longest name of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const STACK_NAME_MOST = 128

/** The hyphen and the random characters at the end of a generated name, at their longest. */
export const GENERATED_END = 14
