using System;
using System.Runtime.InteropServices;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Peers;

/// <summary>The few functions of OpenBLAS that are compared with; <c>cblas.h</c> has their signatures.</summary>
internal sealed unsafe class OpenBlas
{
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;
    private static readonly string[] FileNames = ["libopenblas.so.0", "libopenblas.dylib", "libopenblas.dll"];

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _gemm;
    private readonly delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _gemv;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint library)
    {
        _gemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemm");
        _gemv = (delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemv");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        this.Name = Describe(library);
    }

    /// <summary>The library of this machine; null where there is none.</summary>
    public static OpenBlas? Instance { get; } = Load();

    /// <summary>What stands for it where it is absent.</summary>
    public static Contender Absent { get; } = new AbsentContender("OpenBLAS", "apt-get install libopenblas0-pthread");

    /// <summary>With version and the processor whose kernels it runs.</summary>
    public string Name { get; }

    /// <summary>Sets the threads of everything that follows.</summary>
    public void SetThreads(int threads) => _setThreads(threads);

    /// <summary>c[m, n] = a[m, k] b, where b is [k, n], or [n, k] and taken transposed.</summary>
    public void Multiply(int m, int n, int k, float* a, float* b, bool isTransposed, float* c) =>
        _gemm(RowMajor, Plain, isTransposed ? Transposed : Plain, m, n, k, 1, a, k, b, isTransposed ? k : n, 0, c, n);

    /// <summary>y[n] = b x, where b is [n, k], or [k, n] and taken transposed.</summary>
    public void MultiplyVector(int n, int k, float* x, float* b, bool isTransposed, float* y) =>
        _gemv(RowMajor, isTransposed ? Plain : Transposed, isTransposed ? n : k, isTransposed ? k : n, 1, b, isTransposed ? k : n, x, 1, 0, y, 1);

    private static OpenBlas? Load()
    {
        foreach (string name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new OpenBlas(library);
            }
        }

        return null;
    }

    private static string Describe(nint library)
    {
        string configuration = Text(library, "openblas_get_config");
        string[] words = configuration.Split(' ');
        string version = words.Length > 1 && words[0] == "OpenBLAS" ? words[1] : string.Empty;

        return $"OpenBLAS {version} {Text(library, "openblas_get_corename")}";
    }

    private static string Text(nint library, string function) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, function))()) ?? string.Empty;
}
