// The stop-and-erase journal: opaque ids and times, outside the database, so that a database restored from a backup can be
// told what it forgot. An account of its own: nobody who works on the others' data holds a role here.
param name string
param location string
param tags object
param redundancy string

@description('The policy was locked: a deployment can make or change an unlocked one alone, and would fail.')
param locked bool
param privateEndpoints bool
param subnetIds array
param workspaceId string

var containerName = 'journal'

var allowedSubnets = privateEndpoints ? [] : subnetIds

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateEndpoints ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
      virtualNetworkRules: [
        for subnetId in allowedSubnets: {
          id: subnetId
          action: 'Allow'
        }
      ]
    }
  }
}

resource service 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 90
    }
  }
}

resource box 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: service
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}

// Written blocks can be neither changed nor deleted, further ones can be appended. The period counts from the last append
// and must outlast every backup the database could be restored from (7 days). A template can only make it unlocked:
// whoever may write this resource could shorten it until it is locked (docs/operations.md).
resource appendOnly 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-01-01' = if (!locked) {
  parent: box
  name: 'default'
  properties: {
    allowProtectedAppendWrites: true
    immutabilityPeriodSinceCreationInDays: 90
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Without the journal a restored database shares again what people stopped.'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
      {
        category: 'StorageWrite'
        enabled: true
      }
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

output accountId string = account.id
output accountName string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
