/** Emoji by the names that Slack gives them: the ones that bots and their people use. */

const NAMES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 v ✌️ crossed_fingers 🤞 handshake 🤝 eyes 👀 eye 👁️ smile 😄 smiley 😃 grin 😁
grinning 😀 blush 😊 wink 😉 joy 😂 rofl 🤣 sweat_smile 😅 slightly_smiling_face 🙂 upside_down_face 🙃 heart_eyes 😍
star-struck 🤩 thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟 cry 😢 sob 😭 scream 😱 sleeping 😴 zzz 💤
relieved 😌 sunglasses 😎 nerd_face 🤓 partying_face 🥳 exploding_head 🤯 face_with_monocle 🧐 saluting_face 🫡
angry 😠 rage 😡 skull 💀 robot_face 🤖 ghost 👻 heart ❤️ blue_heart 💙 green_heart 💚 yellow_heart 💛 purple_heart 💜
broken_heart 💔 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 crown 👑 sparkles ✨ star ⭐ star2 🌟
fire 🔥 boom 💥 zap ⚡ rocket 🚀 airplane ✈️ ship 🚢 truck 🚚 package 📦 parcel 📦 watermelon 🍉 apple 🍎 coffee ☕ tea 🍵
beer 🍺 cake 🍰 cookie 🍪 pizza 🍕 rice 🍚 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌
negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ o ⭕ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 warning ⚠️
exclamation ❗ grey_exclamation ❕ question ❓ grey_question ❔ bangbang ‼️ interrobang ⁉️ information_source ℹ️
rotating_light 🚨 construction 🚧 red_circle 🔴 large_blue_circle 🔵 blue_circle 🔵 large_green_circle 🟢 green_circle 🟢
large_yellow_circle 🟡 large_orange_circle 🟠 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫
radio_button 🔘 large_blue_square 🟦 blue_square 🟦 large_green_square 🟩 green_square 🟩 large_red_square 🟥
large_yellow_square 🟨 large_orange_square 🟧 white_large_square ⬜ black_large_square ⬛ white_small_square ▫️
black_small_square ▪️ small_blue_diamond 🔹 large_blue_diamond 🔷 small_orange_diamond 🔸 arrow_right ➡️ arrow_left ⬅️
arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_right_hook ↪️ leftwards_arrow_with_hook ↩️
arrows_counterclockwise 🔄 arrows_clockwise 🔃 repeat 🔁 rewind ⏪ fast_forward ⏩ arrow_forward ▶️ arrow_backward ◀️
double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️ stop_button ⏹️ track_next ⏭️ hourglass ⌛
hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock1 🕐 clock3 🕒 clock9 🕘 watch ⌚ calendar 📆 date 📅
spiral_calendar_pad 🗓️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 thought_balloon 💭 email 📧 memo 📝
pencil ✏️ pencil2 ✏️ clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 bookmark 🔖 label 🏷️ mag 🔍
mag_right 🔎 lock 🔒 unlock 🔓 key 🔑 closed_lock_with_key 🔐 shield 🛡️ hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️
nut_and_bolt 🔩 bulb 💡 battery 🔋 electric_plug 🔌 computer 💻 desktop_computer 🖥️ keyboard ⌨️ floppy_disk 💾 cd 💿
file_folder 📁 open_file_folder 📂 file_cabinet 🗄️ page_facing_up 📄 bar_chart 📊 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 inbox_tray 📥 outbox_tray 📤 bug 🐛 ladybug 🐞 test_tube 🧪 microscope 🔬 dna 🧬
globe_with_meridians 🌐 earth_asia 🌏 cloud ☁️ sunny ☀️ partly_sunny ⛅ rainbow 🌈 umbrella ☔ snowflake ❄️ snowman ⛄
moon 🌙 crescent_moon 🌙 full_moon 🌕 sunrise 🌅 ocean 🌊 seedling 🌱 evergreen_tree 🌲 four_leaf_clover 🍀 leaves 🍃
cherry_blossom 🌸 bouquet 💐 dog 🐶 cat 🐱 rabbit 🐰 bear 🐻 panda_face 🐼 pig 🐷 turtle 🐢 whale 🐳 snail 🐌 bird 🐦
bee 🐝 unicorn_face 🦄 feet 🐾 runner 🏃 running 🏃 walking 🚶 bust_in_silhouette 👤 busts_in_silhouette 👥 office 🏢 house 🏠
factory 🏭 checkered_flag 🏁 triangular_flag_on_post 🚩 flag-kr 🇰🇷 kr 🇰🇷 jp 🇯🇵 us 🇺🇸 dart 🎯 game_die 🎲 musical_note 🎵
traffic_light 🚦 vertical_traffic_light 🚦 ticket 🎫 admission_tickets 🎟️ recycle ♻️ infinity ♾️ 100 💯 1234 🔢
zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 new 🆕 ok 🆗 up 🆙 cool 🆒 sos 🆘
`;

const BY_NAME = new Map();
const parts = NAMES.trim().split(/\s+/);
for (let at = 0; at < parts.length; at += 2) BY_NAME.set(parts[at], parts[at + 1]);

/** The character of a name, without its skin tone; undefined for one that isn't known here. */
export function emojiOf(name) {
  return BY_NAME.get(name.replace(/::skin-tone-\d$/, ""));
}

/** `[name, character]` of those whose name begins so. */
export function emojiLike(start) {
  return [...BY_NAME].filter(([name]) => name.startsWith(start));
}
