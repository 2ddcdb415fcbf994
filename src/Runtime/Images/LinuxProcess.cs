using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

// The C library is loaded already: no file of its name beside the program may take its place.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace Weft.Images;

/// <summary>The calls of the C library by which one image replaces another in a process.</summary>
internal static unsafe partial class LinuxProcess
{
    private const string Library = "libc.so.6";

    // From <linux/memfd.h>. Kernels before 6.3 do not know the second, and those that do may ask for it.
    private const uint CloseOnExec = 1;
    private const uint Executable = 0x10;

    // From <signal.h>.
    private const int BrokenPipe = 13;
    private const nint DefaultAction = 0;
    private const nint IgnoreAction = 1;

    /// <summary>
    /// A file in memory that can be executed, and that the executed program does not inherit; invalid where there is none to be had.
    /// </summary>
    public static SafeFileHandle CreateExecutableMemory()
    {
        int descriptor = CreateMemoryFile("weft", CloseOnExec | Executable);

        return new SafeFileHandle(descriptor >= 0 ? descriptor : CreateMemoryFile("weft", CloseOnExec), ownsHandle: true);
    }

    /// <summary>Appends <paramref name="length"/> bytes of a file to another; false where less could be copied.</summary>
    public static bool TryCopy(SafeFileHandle from, SafeFileHandle to, long offset, long length)
    {
        while (length > 0)
        {
            nint sent = SendFile(to, from, ref offset, (nint)length);

            if (sent <= 0)
            {
                return false;
            }

            length -= sent;
        }

        return true;
    }

    /// <summary>Runs the program in a file instead of this one, in the same process; returns only where that is not possible.</summary>
    /// <param name="file">An open file with an executable.</param>
    /// <param name="arguments">Its arguments as bytes, the name of the program first, each with a zero behind it.</param>
    public static void Replace(SafeFileHandle file, byte[] arguments)
    {
        int count = arguments.AsSpan().Count((byte)0);
        byte*[] pointers = new byte*[count + 1];

        fixed (byte* bytes = arguments)
        fixed (byte** vector = pointers)
        {
            int start = 0;

            for (int i = 0; i < count; i++)
            {
                vector[i] = bytes + start;
                start += arguments.AsSpan(start).IndexOf((byte)0) + 1;
            }

            // What .NET ignores would be ignored from the start, and passed on to every process that the program starts.
            _ = SetSignal(BrokenPipe, DefaultAction);
            _ = Execute($"/proc/self/fd/{file.DangerousGetHandle()}", vector);
            _ = SetSignal(BrokenPipe, IgnoreAction);
        }
    }

    /// <summary>Sets a variable in the environment of the program that replaces this one.</summary>
    public static void SetVariable(string name, string value) => _ = SetEnvironment(name, value, 1);

    /// <summary>Takes a variable out of the environment.</summary>
    public static void RemoveVariable(string name) => _ = UnsetEnvironment(name);

    [LibraryImport(Library, EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "sendfile")]
    private static partial nint SendFile(SafeFileHandle to, SafeFileHandle from, ref long offset, nint count);

    [LibraryImport(Library, EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, byte** arguments);

    [LibraryImport(Library, EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint action);

    [LibraryImport(Library, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
