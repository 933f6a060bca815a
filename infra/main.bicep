// Everything DataSharing needs in one subscription. `azd up` deploys it; docs/operations.md says how to prepare and run it.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment; part of the resource group\'s name.')
param environmentName string

@minLength(1)
@description('Region of everything, and the write region of the database. It must offer Flex Consumption and the Durable Task Scheduler.')
@metadata({
  azd: {
    type: 'location'
  }
})
param location string

@minLength(1)
@description('Application id of this API at the issuer: what the audience of its tokens must be.')
param issuerAudience string

@description('The issuer\'s address. Empty: this subscription\'s Microsoft Entra tenant.')
param issuerAuthority string = ''

@description('Application id of the console at the issuer. Empty: no console.')
param consoleClientId string = ''

@description('Host name of the survivors\' pages where an own domain is bound to the second app. Empty: that app\'s own name in azurewebsites.net.')
param survivorHostName string = ''

@description('How survivors reach help, shown on their pages: a telephone number or a sentence. Empty: the page names none.')
param helpContact string = ''

@description('Where the quick exit of the survivors\' pages leads: an everyday site.')
param leaveUrl string = 'https://www.wikipedia.org/'

@minLength(1)
@description('Mail address that alerts go to.')
param alertAddress string

@description('Read regions of the database beside the first, separated by commas: none, or two and more. With exactly one a region\'s failure would stop Strong writes, therefore one alone is not taken.')
param furtherRegions string = ''

@description('Spread the database over the availability zones of each of its regions. Needs regions that have zones.')
param zoneRedundant bool = false

@description('Name of the database account: only to go on with one that was restored from a backup. Empty: the environment\'s own.')
param databaseAccount string = ''

@minValue(1000)
@description('Highest throughput that the database scales to, in request units a second. A tenth of it is paid for at rest, in each region.')
param databaseMaxThroughput int = 4000

@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_GZRS'
])
@description('Copies of the storage accounts. Take one of the last two together with further regions.')
param storageRedundancy string = 'Standard_ZRS'

@description('The journal\'s immutability policy was locked by hand: it takes no further deployment, so it is left as it is.')
param journalLocked bool = false

@description('Reach database, blobs, vault and scheduler through private endpoints alone. Otherwise their firewalls let in the apps\' subnets, and the scheduler whoever has a token.')
param privateEndpoints bool = false

@minValue(1)
@description('Instances that always run for HTTP: a cold start would make a withdrawal slow.')
param alwaysReadyInstances int = 1

@allowed([
  512
  2048
  4096
])
@description('Memory of an instance in MB.')
param instanceMemory int = 2048

@description('An OpenTelemetry collector of your own (OTLP). Empty: none.')
param otlpEndpoint string = ''

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var authority = empty(issuerAuthority) ? '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' : issuerAuthority
var otherRegions = empty(furtherRegions) ? [] : split(replace(furtherRegions, ' ', ''), ',')
var regions = length(otherRegions) > 1 ? concat([location], otherRegions) : [location]

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
    serviceEndpoints: !privateEndpoints
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    alertAddress: alertAddress
  }
}

module database 'modules/cosmos.bicep' = {
  name: 'database'
  scope: group
  params: {
    name: empty(databaseAccount) ? 'cosmos-${token}' : databaseAccount
    tags: tags
    regions: regions
    zoneRedundant: zoneRedundant
    maxThroughput: databaseMaxThroughput
    privateEndpoints: privateEndpoints
    subnetIds: network.outputs.appSubnetIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

// Sealed packages and encrypted records.
module blobs 'modules/storage.bicep' = {
  name: 'blobs'
  scope: group
  params: {
    name: 'stdata${token}'
    location: location
    tags: tags
    redundancy: storageRedundancy
    containers: ['sealed']
    privateEndpoints: privateEndpoints
    openFirewall: false
    subnetIds: network.outputs.appSubnetIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

// The Functions host's own: deployment packages, timer locks. Apart, because the host demands to own its account.
module hostStorage 'modules/storage.bicep' = {
  name: 'hostStorage'
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    redundancy: 'Standard_LRS'
    containers: ['package-api', 'package-survivor']
    privateEndpoints: privateEndpoints
    // The platform unpacks deployments before the app has joined the network; no case data lies here.
    openFirewall: true
    subnetIds: network.outputs.appSubnetIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

module journal 'modules/journal.bicep' = {
  name: 'journal'
  scope: group
  params: {
    name: 'stjrnl${token}'
    location: location
    tags: tags
    redundancy: storageRedundancy
    locked: journalLocked
    privateEndpoints: privateEndpoints
    subnetIds: network.outputs.appSubnetIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    privateEndpoints: privateEndpoints
    subnetIds: network.outputs.appSubnetIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'modules/scheduler.bicep' = {
  name: 'scheduler'
  scope: group
  params: {
    name: 'dts-${token}'
    location: location
    tags: tags
    privateEndpoints: privateEndpoints
  }
}

module privateLinks 'modules/privateLinks.bicep' = if (privateEndpoints) {
  name: 'privateLinks'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    networkId: network.outputs.networkId
    subnetId: network.outputs.endpointSubnetId
    databaseId: database.outputs.accountId
    blobsId: blobs.outputs.accountId
    hostStorageId: hostStorage.outputs.accountId
    journalId: journal.outputs.accountId
    vaultId: vault.outputs.vaultId
    schedulerId: scheduler.outputs.schedulerId
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    token: token
    principalId: identity.outputs.principalId
    databaseAccountName: database.outputs.accountName
    blobsAccountName: blobs.outputs.accountName
    hostAccountName: hostStorage.outputs.accountName
    journalAccountName: journal.outputs.accountName
    vaultName: vault.outputs.vaultName
    schedulerName: scheduler.outputs.schedulerName
    taskHubName: scheduler.outputs.taskHubName
    insightsName: monitoring.outputs.insightsName
  }
}

// Two apps from one package: agencies and officers use the first, survivors the second, under a host name of its own that
// exists and has a certificate without anybody owning a domain.
module api 'modules/functionApp.bicep' = {
  name: 'api'
  scope: group
  params: {
    name: 'func-${token}'
    serviceName: 'functions'
    location: location
    tags: tags
    identityId: identity.outputs.identityId
    subnetId: network.outputs.appSubnetIds[0]
    packageContainer: '${hostStorage.outputs.blobEndpoint}package-api'
    alwaysReadyInstances: alwaysReadyInstances
    instanceMemory: instanceMemory
  }
}

module survivor 'modules/functionApp.bicep' = {
  name: 'survivor'
  scope: group
  params: {
    // Neutral: this name stands in her browser's history.
    name: 'page-${token}'
    serviceName: 'survivor'
    location: location
    tags: tags
    identityId: identity.outputs.identityId
    subnetId: network.outputs.appSubnetIds[1]
    packageContainer: '${hostStorage.outputs.blobEndpoint}package-survivor'
    alwaysReadyInstances: alwaysReadyInstances
    instanceMemory: instanceMemory
  }
}

var survivorHost = empty(survivorHostName) ? survivor.outputs.hostName : survivorHostName
var settings = {
  AZURE_CLIENT_ID: identity.outputs.clientId
  AzureWebJobsStorage__blobServiceUri: hostStorage.outputs.blobEndpoint
  AzureWebJobsStorage__clientId: identity.outputs.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  // Else the platform shows its own page at `/`, on the survivors' host too.
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.ingestion
  Blobs__Endpoint: blobs.outputs.blobEndpoint
  Console__ClientId: consoleClientId
  Console__Origin: 'https://${api.outputs.hostName}'
  Cosmos__Database: database.outputs.databaseName
  Cosmos__Endpoint: database.outputs.endpoint
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.outputs.clientId}'
  Issuer__Audience: issuerAudience
  Issuer__Authority: authority
  Journal__Endpoint: journal.outputs.blobEndpoint
  KeyVault__Uri: vault.outputs.vaultUri
  Survivor__HelpContact: helpContact
  Survivor__Host: survivorHost
  Survivor__LeaveUrl: leaveUrl
  TASKHUB_NAME: scheduler.outputs.taskHubName
}
var allSettings = empty(otlpEndpoint) ? settings : union(settings, { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint })

module apiSettings 'modules/appSettings.bicep' = {
  name: 'apiSettings'
  scope: group
  params: {
    appName: api.outputs.appName
    settings: allSettings
  }
  // An app that starts before its identity may read anything fails, and the host backs off for minutes.
  dependsOn: [roles]
}

module survivorSettings 'modules/appSettings.bicep' = {
  name: 'survivorSettings'
  scope: group
  params: {
    appName: survivor.outputs.appName
    settings: allSettings
  }
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    vaultId: vault.outputs.vaultId
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output API_ORIGIN string = 'https://${api.outputs.hostName}'
output SURVIVOR_HOST string = survivorHost
output DATABASE_REGIONS array = regions
output VAULT_NAME string = vault.outputs.vaultName
