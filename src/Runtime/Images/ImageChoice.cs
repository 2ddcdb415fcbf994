using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Images;

/// <summary>
/// How a program starts that is published with <c>WeftInstructionSet</c> <c>all</c>: its file is an image with the portable kernels, which
/// has images of the same program for better processors appended. Before <c>Main</c> it copies the best of them to memory and lets it
/// take the process over, arguments, environment and process id included; whatever fails, the program runs on its portable kernels.
/// Every other program is compiled without this class.
/// </summary>
internal static unsafe class ImageChoice
{
    private const string PathVariable = "WEFT_IMAGE_PATH";

    [FeatureSwitchDefinition("Weft.ImageChoice")]
    private static bool IsEnabled => AppContext.TryGetSwitch("Weft.ImageChoice", out bool isEnabled) && isEnabled;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing of the program may run before its kernels are chosen.")]
    internal static void Choose()
    {
        if (!IsEnabled)
        {
            return;
        }

        try
        {
            using SafeFileHandle file = File.OpenHandle("/proc/self/exe", share: FileShare.ReadWrite | FileShare.Delete);

            // An appended image has none appended itself, and so never starts another.
            if (!AppendedImages.TryFind(file, out AppendedImages images))
            {
                KeepNames();
            }
            else if (images.For(X64Processor.Level) is AppendedImage image)
            {
                Start(file, image);
            }
        }
        catch (Exception)
        {
            // A system without /proc, without memory or without one of the calls: the portable kernels run everywhere.
        }
    }

    // Returns only where the image could not be started.
    private static void Start(SafeFileHandle file, AppendedImage image)
    {
        using SafeFileHandle memory = LinuxProcess.CreateExecutableMemory();

        if (Environment.ProcessPath is string path && !memory.IsInvalid && LinuxProcess.TryCopy(file, memory, image.Offset, image.Length))
        {
            LinuxProcess.SetVariable(PathVariable, path);
            LinuxProcess.Replace(memory, File.ReadAllBytes("/proc/self/cmdline"));
            LinuxProcess.RemoveVariable(PathVariable);
        }
    }

    // To the system the process is now called after a file in memory; its folder and its name are still those of the file on disk.
    private static void KeepNames()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is string path)
        {
            LinuxProcess.RemoveVariable(PathVariable);
            Environment.SetEnvironmentVariable(PathVariable, null);
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", Path.GetDirectoryName(path) + Path.DirectorySeparatorChar);
            File.WriteAllText("/proc/self/comm", Path.GetFileName(path));
        }
    }
}
