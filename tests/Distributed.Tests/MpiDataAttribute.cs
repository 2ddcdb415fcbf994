using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace Weft.Distributed.Tests;

/// <summary>A case of a theory under one MPI, skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
[DataDiscoverer("Xunit.Sdk.DataDiscoverer", "xunit.core")]
internal sealed class MpiDataAttribute : DataAttribute
{
    private readonly object[] _case;

    public MpiDataAttribute(string implementation, params object[] others)
    {
        _case = [implementation, .. others];
        this.Skip = MpiJob.IsInstalled(implementation) ? null : $"There is no mpirun.{implementation}.";
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_case];
}
