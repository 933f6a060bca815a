// The Durable Task Scheduler keeps the orchestrations' histories: opaque ids and times.
param name string
param location string
param tags object
param privateEndpoints bool

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'Consumption'
    }
    // It has no subnet rules, and Flex Consumption has no fixed addresses: without a private endpoint only the token guards it.
    ipAllowlist: ['0.0.0.0/0']
    publicNetworkAccess: privateEndpoints ? 'Disabled' : 'Enabled'
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: 'datasharing'
}

// What the retention timer purges itself, kept to its word by the service: 30 days after an orchestration's end.
resource retention 'Microsoft.DurableTask/schedulers/retentionPolicies@2026-02-01' = {
  parent: scheduler
  name: 'default'
  properties: {
    retentionPolicies: [
      {
        retentionPeriodInDays: 30
      }
    ]
  }
}

output schedulerId string = scheduler.id
output schedulerName string = scheduler.name
output taskHubName string = taskHub.name
output endpoint string = scheduler.properties.endpoint
