using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Weft.Stress.Kills;

/// <summary>Something that keeps a process from writing a file.</summary>
/// <param name="folder">Where.</param>
internal abstract class Obstacle(string folder) : IDisposable
{
    /// <summary>What it is.</summary>
    public abstract string Name { get; }

    /// <summary>What the system says of it.</summary>
    public abstract string Message { get; }

    /// <summary>The command that the process runs under.</summary>
    public virtual IEnumerable<string> Under => [];

    /// <summary>Where it is put.</summary>
    protected string Folder => folder;

    /// <summary>Prepares the folder.</summary>
    /// <param name="bytes">Bytes of what will be written.</param>
    /// <returns>Null, or why it cannot be put on this machine.</returns>
    public abstract string? Prepare(int bytes);

    /// <summary>Puts it.</summary>
    public abstract void Put(Random random);

    /// <summary>Removes it from the way of a process.</summary>
    public abstract void Remove(int process);

    /// <summary>Removes what is left of it from the folder.</summary>
    public virtual void Clear()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>A disk with room for what is there, and not for all of what is to come.</summary>
/// <param name="folder">Where it is mounted.</param>
internal sealed class FullDisk(string folder) : Obstacle(folder)
{
    private int _bytes;
    private bool _isMounted;

    private string Filler => Path.Combine(this.Folder, "filler");

    /// <inheritdoc/>
    public override string Name => "a disk that is full";

    /// <inheritdoc/>
    public override string Message => "No space left on device";

    /// <inheritdoc/>
    public override string? Prepare(int bytes)
    {
        _bytes = bytes;
        string? reason = ChildProcess.Command("mount", "-t", "tmpfs", "-o", $"size={4 * bytes}", "weft-stress", this.Folder);
        _isMounted = reason is null;

        return reason;
    }

    /// <inheritdoc/>
    public override void Put(Random random)
    {
        // A filler of all that there is, less a part of a file.
        using FileStream filler = File.Create(this.Filler, bufferSize: 0);
        long free = new DriveInfo(this.Folder).AvailableFreeSpace;
        filler.Write(new byte[free - random.Next(_bytes - 4096)]);
    }

    /// <inheritdoc/>
    public override void Remove(int process) => this.Clear();

    /// <inheritdoc/>
    public override void Clear() => File.Delete(this.Filler);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_isMounted)
        {
            _ = ChildProcess.Command("umount", "-l", this.Folder);
        }
    }
}

/// <summary>A folder in which nothing can be made. Who may everything is somebody else for it.</summary>
/// <param name="folder">The folder.</param>
internal sealed class ReadOnlyFolder(string folder) : Obstacle(folder)
{
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode ReadByOthers = Read | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode WrittenByOthers = ReadByOthers | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <inheritdoc/>
    public override string Name => "a folder that becomes read-only";

    /// <inheritdoc/>
    public override string Message => "denied";

    /// <inheritdoc/>
    public override IEnumerable<string> Under =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

    /// <inheritdoc/>
    public override string? Prepare(int bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            return "folders have other rights on Windows";
        }

        // Whoever is nobody has to pass through folders that are not his.
        Set(Path.GetDirectoryName(this.Folder)!, WrittenByOthers);
        Set(this.Folder, WrittenByOthers);

        return Environment.IsPrivilegedProcess
            ? ChildProcess.Command([.. this.Under, "test", "-x", typeof(Obstacle).Assembly.Location, "-o", "-r", typeof(Obstacle).Assembly.Location])
            : null;
    }

    /// <inheritdoc/>
    public override void Put(Random random) => Set(this.Folder, ReadByOthers);

    /// <inheritdoc/>
    public override void Remove(int process) => Set(this.Folder, WrittenByOthers);

    private static void Set(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }
    }
}

/// <summary>A limit of the size of files.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class LimitedSize(string folder) : Obstacle(folder)
{
    private long _limit;
    private int _bytes;

    /// <inheritdoc/>
    public override string Name => "a limit of the size of files";

    /// <inheritdoc/>
    public override string Message => "could not be written";

    // The runtime maps a file larger than the limit as the memory of its code, unless it is told not to, and dies of the signal for which the
    // system lets others ask before a write fails.
    /// <inheritdoc/>
    public override IEnumerable<string> Under =>
    [
        "env", "DOTNET_EnableWriteXorExecute=0", "sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit",
        string.Create(CultureInfo.InvariantCulture, $"--fsize={_limit}:"),
    ];

    /// <inheritdoc/>
    public override string? Prepare(int bytes)
    {
        _bytes = bytes;

        return ChildProcess.Command("prlimit", "--fsize=1000000:", "true");
    }

    /// <inheritdoc/>
    public override void Put(Random random) => _limit = random.Next(_bytes);

    /// <inheritdoc/>
    public override void Remove(int process) =>
        _ = ChildProcess.Command("prlimit", "--pid", process.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited:");
}
