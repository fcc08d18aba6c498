# Turns files into one C++ source with a lookup by file name.
# cmake -DOUTPUT=FILE -DNAME=tools -DFILES=a.json,b.json -P embed_files.cmake
string(REPLACE "," ";" files "${FILES}")
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"core/embedded_files.h\"

namespace keepsake::core {

std::span<EmbeddedFile const> embedded_${NAME}() {
    static constexpr EmbeddedFile files[] = {
${entries}    };
    return files;
}

}  // namespace keepsake::core
")
