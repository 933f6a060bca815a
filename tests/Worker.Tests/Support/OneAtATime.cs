// Each set of services is half a dozen servers, and where the identity's endpoint is lies in the environment of the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
