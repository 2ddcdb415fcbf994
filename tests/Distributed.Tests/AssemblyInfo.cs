using Xunit;

// Every job has several processes, and time is a part of what is tested.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
