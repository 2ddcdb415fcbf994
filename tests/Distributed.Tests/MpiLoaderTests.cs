using System;
using System.Collections.Generic;
using Xunit;

namespace Weft.Distributed.Tests;

/// <summary>Which library is looked for, and what is said where there is none.</summary>
public sealed class MpiLoaderTests
{
    [Theory]
    [InlineData(null, "libmpich.so.12 or libmpi.so.12 or libmpi.so.40")]
    [InlineData("OMPI_COMM_WORLD_SIZE", "libmpi.so.40")]
    [InlineData("PMI_SIZE", "libmpich.so.12 or libmpi.so.12")]
    public void Load_NothingIsInstalled_SaysWhatIsNeeded(string? started, string libraries)
    {
        List<string> tried = [];
        MpiException exception = Assert.Throws<MpiException>(() => MpiLoader.Load(
            name => name == started ? "2" : null,
            (string name, out nint library) =>
            {
                tried.Add(name);
                library = 0;

                return false;
            }));

        Assert.Equal($"MPI is not installed: {libraries} was not found. Debian's packages are mpich and openmpi-bin.", exception.Message);
        Assert.Equal(libraries.Split(" or "), tried);
    }

    // The C library has no MPI_Init_thread.
    [Fact]
    public void Load_LibraryIsNoMpi_SaysWhatIsMissing()
    {
        MpiException exception = Assert.Throws<MpiException>(() => MpiLoader.Load(
            static _ => null,
            static (string name, out nint library) => System.Runtime.InteropServices.NativeLibrary.TryLoad("libc.so.6", out library)));

        Assert.Equal(
            "The library of MPI that was found has no MPI_Init_thread; MPICH 3 or Open MPI 4 and later have it.", exception.Message);
    }
}
