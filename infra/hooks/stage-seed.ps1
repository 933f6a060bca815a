# Puts the file that REGISTRY_SEED names into the package. The app loads it at its first start into an empty registry, and
# never again: a mark in the store tells that it was loaded. Without REGISTRY_SEED the package holds none.
$ErrorActionPreference = 'Stop'
$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$staged = Join-Path $root 'functions/DataSharing.Functions/registry.json'
if (Test-Path $staged) { Remove-Item $staged }
if (-not $env:REGISTRY_SEED) { exit 0 }
$seed = [IO.Path]::GetFullPath($env:REGISTRY_SEED, $root)
if (-not (Test-Path $seed -PathType Leaf)) { throw "REGISTRY_SEED names no file: $seed" }
Copy-Item $seed $staged
