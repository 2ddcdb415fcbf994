using System;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// Brings the names in a folder to the disk: until then a file that was renamed may have its old name again after a power cut.
/// </summary>
internal static partial class FolderSync
{
    // From <fcntl.h>: O_RDONLY, and O_CLOEXEC, which has the same value on every processor that .NET knows.
    private const int ReadOnlyForThisProcess = 0x80000;

    /// <summary>
    /// Does it where the system offers it. A failure is none of the file's: its bytes are on the disk, under the old name or the new one.
    /// </summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            int descriptor = Open(folder, ReadOnlyForThisProcess);

            if (descriptor >= 0)
            {
                _ = Synchronize(descriptor);
                _ = Close(descriptor);
            }
        }
        catch (DllNotFoundException)
        {
            // A C library other than GNU's.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
