// Logcheck verifies a published log from its public files alone, with the packages of Go's checksum database:
// the signatures of one or more checkpoints, the hash of every entry, an inclusion proof for every entry asked for,
// and that each checkpoint continues the one before.
//
//	logcheck -key VKEY -dir FOLDER [-prove INDEX,INDEX…] CHECKPOINT…
//
// FOLDER holds tile/… as it is served below the log's prefix; the checkpoints are files, oldest first.
// It prints one line per thing it found true and ends with 1 at the first that is not.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // C2SP tiles are 256 hashes wide

func main() {
	key := flag.String("key", "", "verifier key of the log")
	dir := flag.String("dir", ".", "folder with the published files")
	prove := flag.String("prove", "", "entries to prove, separated by commas")
	flag.Parse()
	if err := run(*key, *dir, *prove, flag.Args()); err != nil {
		fmt.Println("FAILED:", err)
		os.Exit(1)
	}
}

func run(key, dir, prove string, checkpoints []string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	var trees []tlog.Tree
	for _, path := range checkpoints {
		tree, err := openCheckpoint(path, verifier)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		fmt.Printf("signed %d\n", tree.N)
		trees = append(trees, tree)
	}
	if len(trees) == 0 {
		return errors.New("no checkpoint given")
	}
	newest := trees[len(trees)-1]
	reader := tlog.TileHashReader(newest, folder(dir))
	for n, old := range trees[:len(trees)-1] {
		if err := continues(old, newest, reader); err != nil {
			return fmt.Errorf("checkpoint %d does not lead to the newest: %w", n, err)
		}
		fmt.Printf("consistent %d %d\n", old.N, newest.N)
	}
	if err := entries(newest, folder(dir), reader); err != nil {
		return err
	}
	fmt.Printf("entries %d\n", newest.N)
	if prove == "" {
		return nil
	}
	for _, text := range strings.Split(prove, ",") {
		index, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		if err := included(index, newest, folder(dir), reader); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		fmt.Printf("included %d\n", index)
	}
	return nil
}

// openCheckpoint checks the signature and reads size and root.
func openCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("the root is not a hash")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func continues(old, now tlog.Tree, reader tlog.HashReader) error {
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(now.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash)
}

// entries hashes every published entry and compares it with the tree.
func entries(tree tlog.Tree, files folder, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << height {
		bundle, err := files.bundle(first>>height, tree.N)
		if err != nil {
			return err
		}
		var indexes []int64
		for n := range bundle {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(n)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for n, entry := range bundle {
			if tlog.RecordHash(entry) != hashes[n] {
				return fmt.Errorf("entry %d is not the one in the tree", first+int64(n))
			}
		}
	}
	return nil
}

func included(index int64, tree tlog.Tree, files folder, reader tlog.HashReader) error {
	bundle, err := files.bundle(index>>height, tree.N)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(bundle[index%(1<<height)]))
}

// folder is where the published files lie.
type folder string

func (dir folder) Height() int { return height }

func (dir folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// The checksum database writes the height into the path, C2SP does not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// bundle reads the entries of one bundle in a tree of this size.
func (dir folder) bundle(n, size int64) ([][]byte, error) {
	width := min(size-n<<height, 1<<height)
	tile := tlog.Tile{H: height, L: 0, N: n, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(string(dir), path))
	if err != nil {
		return nil, err
	}
	var bundle [][]byte
	rest := bytes.NewBuffer(data)
	for rest.Len() > 0 {
		prefix := rest.Next(2)
		if len(prefix) < 2 {
			return nil, fmt.Errorf("%s is cut short", path)
		}
		length := int(binary.BigEndian.Uint16(prefix))
		entry := rest.Next(length)
		if len(entry) < length {
			return nil, fmt.Errorf("%s is cut short", path)
		}
		bundle = append(bundle, entry)
	}
	if int64(len(bundle)) != width {
		return nil, fmt.Errorf("%s has %d entries instead of %d", path, len(bundle), width)
	}
	return bundle, nil
}
