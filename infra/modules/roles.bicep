// Every role of the system, each with its reason. There is one principal: the apps' identity. No person gets a role here, and
// whoever grants one later must never give the same person the data planes of vault and database together.
param token string
param principalId string
param databaseAccountName string
param blobsAccountName string
param hostAccountName string
param journalAccountName string
param vaultName string
param schedulerName string
param taskHubName string
param insightsName string

var hostOwner = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b') // Storage Blob Data Owner
var blobContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe') // Storage Blob Data Contributor
var taskContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0ad04412-c4d5-4796-b79c-f76d14c8d402') // Durable Task Data Contributor
var metricsPublisher = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb') // Monitoring Metrics Publisher

resource database 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: databaseAccountName
}

resource blobs 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: blobsAccountName

  resource service 'blobServices' existing = {
    name: 'default'

    resource sealed 'containers' existing = {
      name: 'sealed'
    }
  }
}

resource host 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostAccountName
}

resource journal 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: journalAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' existing = {
  name: schedulerName

  resource hub 'taskHubs' existing = {
    name: taskHubName
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// The built-in roles for keys either cannot make a key or can delete, back up and import one.
resource keyUser 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'keyUser')
  properties: {
    roleName: 'DataSharing key user ${token}'
    description: 'Makes and rotates keys, unwraps and signs with them, keeps secrets. Cannot delete, purge, back up or import anything.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/create/action'
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/rotate/action'
          'Microsoft.KeyVault/vaults/keys/sign/action'
          'Microsoft.KeyVault/vaults/keys/unwrap/action'
          'Microsoft.KeyVault/vaults/secrets/getSecret/action'
          'Microsoft.KeyVault/vaults/secrets/readMetadata/action'
          'Microsoft.KeyVault/vaults/secrets/setSecret/action'
        ]
        notDataActions: []
      }
    ]
  }
}

// The built-in roles for blobs that may append may also overwrite and delete.
resource journalWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'journalWriter')
  properties: {
    roleName: 'DataSharing journal writer ${token}'
    description: 'Creates, appends to and reads blobs. Cannot overwrite or delete one.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
        ]
        notDataActions: []
      }
    ]
  }
}

// The built-in data contributor may also run stored procedures and settle conflicts; there are none.
resource documentWriter 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions@2025-04-15' = {
  parent: database
  name: guid(database.id, 'documentWriter')
  properties: {
    roleName: 'DataSharing document writer'
    type: 'CustomRole'
    assignableScopes: [database.id]
    permissions: [
      {
        dataActions: [
          'Microsoft.DocumentDB/databaseAccounts/readMetadata'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*'
          'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/readChangeFeed'
        ]
      }
    ]
  }
}

// Reason: every commit and read of the app. Database roles are assigned by the database, not by Azure, and take no description.
resource documents 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = {
  parent: database
  name: guid(database.id, principalId, documentWriter.id)
  properties: {
    principalId: principalId
    roleDefinitionId: documentWriter.id
    scope: '${database.id}/dbs/datasharing'
  }
}

resource keys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, keyUser.id)
  properties: {
    description: 'Reason: opening packages and records, signing packages, making the keys of agencies that join.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: keyUser.id
  }
}

resource sealedBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: blobs::service::sealed
  name: guid(blobs::service::sealed.id, principalId, blobContributor)
  properties: {
    description: 'Reason: writing, reading and disposing of sealed packages and encrypted records, in this container alone.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobContributor
  }
}

resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host
  name: guid(host.id, principalId, hostOwner)
  properties: {
    description: 'Reason: the Functions host reads its package and keeps timer locks; it asks for this role. No case data lies here.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: hostOwner
  }
}

resource journalBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: journal
  name: guid(journal.id, principalId, journalWriter.id)
  properties: {
    description: 'Reason: adding stops and erasures, and reading them back after a restore; taking one out is nobody\'s work.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: journalWriter.id
  }
}

resource orchestrations 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler::hub
  name: guid(scheduler::hub.id, principalId, taskContributor)
  properties: {
    description: 'Reason: starting, running, waking and purging orchestrations; the narrower worker role can neither start nor purge.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: taskContributor
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, metricsPublisher)
  properties: {
    description: 'Reason: sending telemetry, because writing with the connection string alone is switched off.'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: metricsPublisher
  }
}
