// What wakes an operator. docs/operations.md says for each what it means and what to do.
//
// Log rules read the table AppTraces. The worker's own metrics go to an OpenTelemetry collector alone, where one is set: the
// Functions host passes on the logs of its worker, not its metrics. Therefore the app writes the measurements that alerts
// rest on as log lines too, `signal NAME VALUE TAG=VALUE …` (Telemetry/SignalLog.cs).
param token string
param location string
param tags object
param workspaceId string
param vaultId string
param actionGroupId string

var rules = [
  {
    name: 'overdue-attestations'
    description: 'An agency let the term pass in which to attest that it deleted what a survivor stopped.'
    severity: 2
    frequency: 'PT1H'
    window: 'PT1H'
    operator: 'GreaterThan'
    threshold: 0
    query: '''
AppTraces
| where Message startswith "signal datasharing.attestations.overdue "
| extend Measured = todouble(extract("^signal [^ ]+ ([0-9.E+-]+)", 1, Message))
| where Measured > 0
| summarize Measured = sum(Measured)
'''
  }
  {
    name: 'failed-checkpoint'
    description: 'Entries of the access log could not be chained: its newest part is not yet protected against change.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
    query: '''
AppTraces
| where Message startswith "signal datasharing.checkpoint.failures "
| extend Measured = todouble(extract("^signal [^ ]+ ([0-9.E+-]+)", 1, Message))
| summarize Measured = sum(Measured)
'''
  }
  {
    name: 'repeated-refusals'
    description: 'One agency was refused more than twenty times in an hour.'
    severity: 2
    frequency: 'PT15M'
    window: 'PT1H'
    operator: 'GreaterThan'
    threshold: 20
    // The worst agency decides; which one it is, the same query without its last line tells.
    query: '''
AppTraces
| where Message startswith "signal datasharing.refusals "
| extend Agency = extract(" agency=([^ ]+)", 1, Message)
| extend Measured = todouble(extract("^signal [^ ]+ ([0-9.E+-]+)", 1, Message))
| summarize Measured = sum(Measured) by Agency
| summarize Measured = max(Measured)
'''
  }
  {
    name: 'slow-withdrawal'
    description: 'A withdrawal took longer than a second until it was acknowledged.'
    severity: 1
    frequency: 'PT5M'
    window: 'PT5M'
    operator: 'GreaterThan'
    threshold: 1
    query: '''
AppTraces
| where Message startswith "signal datasharing.withdrawal.duration "
| extend Measured = todouble(extract("^signal [^ ]+ ([0-9.E+-]+)", 1, Message))
| summarize Measured = max(Measured)
'''
  }
  {
    name: 'silence'
    description: 'Nothing was heard of the apps for a quarter of an hour: they are down, or every other alert is deaf.'
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
    operator: 'LessThan'
    threshold: 1
    // Timers run every few seconds, and the host logs each run. It does not trace them all: AppRequests may well be empty.
    query: '''
AppTraces
| summarize Measured = count()
'''
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      // The tables come into being with the first telemetry, after this deployment.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'Measured'
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              minFailingPeriodsToAlert: 1
              numberOfEvaluationPeriods: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [actionGroupId]
      }
    }
  }
]

// The vault's own metric: it also counts what other callers use up.
resource vaultThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'vault-throttling-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The vault turns calls away (429): opening packages waits or fails.'
    severity: 2
    enabled: true
    scopes: [vaultId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.KeyVault/vaults'
          metricName: 'ServiceApiResult'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            {
              name: 'StatusCode'
              operator: 'Include'
              values: ['429']
            }
          ]
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
