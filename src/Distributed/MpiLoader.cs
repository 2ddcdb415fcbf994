using System;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Distributed;

/// <summary>Finds the library that belongs to the mpirun by which this process was started.</summary>
internal static partial class MpiLoader
{
    private static readonly string[] Mpich = ["libmpich.so.12", "libmpi.so.12"];
    private static readonly string[] OpenMpi = ["libmpi.so.40"];

    /// <summary>Loads the library.</summary>
    /// <exception cref="MpiException">There is none.</exception>
    public static MpiLibrary Load() => Load(Environment.GetEnvironmentVariable, NativeLibrary.TryLoad);

    /// <summary>The same with other variables and other libraries.</summary>
    internal static MpiLibrary Load(Func<string, string?> variable, TryLoad tryLoad)
    {
        QuietenUcx();

        foreach (string name in Candidates(variable))
        {
            if (tryLoad(name, out nint library))
            {
                return new MpiLibrary(library);
            }
        }

        throw new MpiException(
            $"MPI is not installed: {string.Join(" or ", Candidates(variable))} was not found. " +
            "Debian's packages are mpich and openmpi-bin.");
    }

    /// <summary>Checks that the library knows of the job whose mpirun started this process.</summary>
    /// <exception cref="MpiException">It takes every process for a job of its own.</exception>
    internal static void CheckJob(MpiLibrary library, Func<string, string?> variable)
    {
        string? size = variable("OMPI_COMM_WORLD_SIZE") ?? variable("PMI_SIZE");

        if (library.Count == 1 && int.TryParse(size, CultureInfo.InvariantCulture, out int started) && started > 1)
        {
            throw new MpiException(
                $"mpirun has started {started} processes, but {library.Version} takes each for a job of its own: it belongs to another " +
                "mpirun.");
        }
    }

    private static string[] Candidates(Func<string, string?> variable) =>
        variable("OMPI_COMM_WORLD_SIZE") is not null ? OpenMpi
        : variable("PMI_SIZE") is not null ? Mpich
        : [.. Mpich, .. OpenMpi];

    // UCX, below both, would take the signals that become exceptions of .NET, and print its stack where another rank has died. It reads its
    // settings while it is loaded, from what C knows of the environment, and .NET keeps a copy of its own.
    private static void QuietenUcx()
    {
        try
        {
            _ = SetVariable("UCX_ERROR_SIGNALS", string.Empty, overwrite: 0);
            _ = SetVariable("UCX_HANDLE_ERRORS", "none", overwrite: 0);
        }
        catch (EntryPointNotFoundException)
        {
            // A system without the function is one without UCX.
        }
        catch (DllNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    /// <summary>Loads a library.</summary>
    internal delegate bool TryLoad(string name, out nint library);
}
