// Keys in hardware. Everything at rest is encrypted under them, so losing the vault erases the cases: purge protection stays on.
param name string
param location string
param tags object
param privateEndpoints bool
param subnetIds array
param workspaceId string

var allowedSubnets = privateEndpoints ? [] : subnetIds

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'premium'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: privateEndpoints ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Lets the deployment create the checkpoint key past the firewall. It opens nothing: every caller still needs a role.
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      virtualNetworkRules: [for subnetId in allowedSubnets: { id: subnetId }]
    }
  }
}

// The key for signing the log's checkpoints (nothing signs yet). The wrapping keys of agencies are made by the app as agencies join.
resource checkpointKey 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'log-checkpoint'
  tags: tags
  properties: {
    kty: 'EC-HSM'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    attributes: {
      enabled: true
      exportable: false
    }
    // A new version each year. No version expires: old signatures are verified with old versions.
    rotationPolicy: {
      lifetimeActions: [
        {
          trigger: {
            timeAfterCreate: 'P1Y'
          }
          action: {
            type: 'rotate'
          }
        }
      ]
    }
  }
}

// The key that signs packages inside, for agencies that open them with a key of their own. The app would make it too, but without a
// policy.
resource packageSigningKey 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'signing-packages'
  tags: tags
  properties: {
    kty: 'EC-HSM'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    attributes: {
      enabled: true
      exportable: false
    }
    // A new version each year. No version expires, and all that are enabled are published: old packages are verified with old versions.
    rotationPolicy: {
      lifetimeActions: [
        {
          trigger: {
            timeAfterCreate: 'P1Y'
          }
          action: {
            type: 'rotate'
          }
        }
      ]
    }
  }
}

// Every use of a key, with the identity that used it.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output vaultId string = vault.id
output vaultName string = vault.name
output vaultUri string = vault.properties.vaultUri
