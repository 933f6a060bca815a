// Private endpoints, with the DNS zones that lead the apps to them. The scheduler's are the youngest of these: where the
// subscription may not have them yet, deploying says so and nothing is opened instead.
param token string
param location string
param tags object
param networkId string
param subnetId string
param databaseId string
param blobsId string
param hostStorageId string
param journalId string
param vaultId string
param schedulerId string

var zoneNames = [
  'privatelink.documents.azure.com'
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.vaultcore.azure.net'
  'privatelink.durabletask.io'
]

// zone: index into zoneNames.
var links = [
  {
    name: 'database'
    target: databaseId
    part: 'Sql'
    zone: 0
  }
  {
    name: 'blobs'
    target: blobsId
    part: 'blob'
    zone: 1
  }
  {
    name: 'host'
    target: hostStorageId
    part: 'blob'
    zone: 1
  }
  {
    name: 'journal'
    target: journalId
    part: 'blob'
    zone: 1
  }
  {
    name: 'vault'
    target: vaultId
    part: 'vault'
    zone: 2
  }
  {
    name: 'scheduler'
    target: schedulerId
    part: 'scheduler'
    zone: 3
  }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, i) in zoneNames: {
    parent: zones[i]
    name: 'apps-${token}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for link in links: {
    name: 'pe-${link.name}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: subnetId
      }
      privateLinkServiceConnections: [
        {
          name: link.name
          properties: {
            privateLinkServiceId: link.target
            groupIds: [link.part]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (link, i) in links: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'zone'
          properties: {
            privateDnsZoneId: zones[link.zone].id
          }
        }
      ]
    }
    dependsOn: [zoneLinks]
  }
]
