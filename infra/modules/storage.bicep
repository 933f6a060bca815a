// A storage account for blobs that nobody reaches with a key.
param name string
param location string
param tags object
param redundancy string
param containers array
param privateEndpoints bool

@description('Take requests from everywhere (with a role) while there are no private endpoints.')
param openFirewall bool
param subnetIds array
param workspaceId string

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
      defaultAction: openFirewall && !privateEndpoints ? 'Allow' : 'Deny'
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
    // Deleted means deleted: no soft delete keeps what somebody was told is gone.
    deleteRetentionPolicy: {
      enabled: false
    }
  }
}

resource boxes 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for container in containers: {
    parent: service
    name: container
    properties: {
      publicAccess: 'None'
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
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
