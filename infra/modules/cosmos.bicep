// The partition store. The order of commits within a case and the promise that no acknowledged withdrawal is lost rest on
// two properties of the account: Strong consistency, and one write region. The app checks both at its start.
param name string
param tags object

@description('The write region first; one, or at least three.')
param regions array
param zoneRedundant bool
param maxThroughput int
param privateEndpoints bool
param subnetIds array
param workspaceId string

// The adapter's constants say the same (Azure/Cosmos/CosmosContainers.cs); a test compares them. due: some documents carry a
// workflow mark, which a timer looks for. expires: some may vanish by themselves, and none that brings no term of its own.
var databaseName = 'datasharing'
var partitionKeyPath = '/pk'
var containers = [
  { name: 'cases', due: true, expires: false }
  { name: 'requests', due: true, expires: false }
  { name: 'agencies', due: false, expires: false }
  { name: 'registry', due: true, expires: false }
  { name: 'links', due: false, expires: true }
  { name: 'idempotency', due: false, expires: true }
  { name: 'sessions', due: true, expires: true }
  { name: 'index', due: false, expires: false }
  { name: 'throttle', due: false, expires: true }
  { name: 'system', due: true, expires: false }
]
var keyPaths = [{ path: '/pk/?' }]
var duePaths = [{ path: '/due/?' }]

var allowedSubnets = privateEndpoints ? [] : subnetIds

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: regions[0]
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    consistencyPolicy: {
      defaultConsistencyLevel: 'Strong'
    }
    enableMultipleWriteLocations: false
    enableAutomaticFailover: length(regions) > 1
    locations: [
      for (region, i) in regions: {
        locationName: region
        failoverPriority: i
        isZoneRedundant: zoneRedundant
      }
    ]
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        // As short as can be: what was erased is gone from backups when this has passed, and pages say so.
        tier: 'Continuous7Days'
      }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    networkAclBypass: 'None'
    publicNetworkAccess: privateEndpoints ? 'Disabled' : 'Enabled'
    isVirtualNetworkFilterEnabled: !privateEndpoints
    virtualNetworkRules: [for subnetId in allowedSubnets: { id: subnetId }]
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: databaseName
  properties: {
    resource: {
      id: databaseName
    }
    // Shared by the containers: most of them are small, and each of its own would pay a minimum of its own.
    options: {
      autoscaleSettings: {
        maxThroughput: maxThroughput
      }
    }
  }
}

@batchSize(1)
resource partitions 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [
  for container in containers: {
    parent: database
    name: container.name
    properties: {
      resource: union(
        {
          id: container.name
          partitionKey: {
            kind: 'Hash'
            version: 2
            paths: [partitionKeyPath]
          }
          // Bodies are never queried, so a write does not pay for indexing them.
          indexingPolicy: {
            indexingMode: 'consistent'
            automatic: true
            includedPaths: container.due ? concat(keyPaths, duePaths) : keyPaths
            excludedPaths: [{ path: '/*' }]
          }
        },
        container.expires ? { defaultTtl: -1 } : {}
      )
    }
  }
]

// Who changed the account. Single requests are not logged here: the app's own access log says who saw what, at a tenth of the price.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'ControlPlaneRequests'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Requests'
        enabled: true
      }
    ]
  }
}

output accountId string = account.id
output accountName string = account.name
output databaseName string = databaseName
output endpoint string = account.properties.documentEndpoint
